import { setTimeout } from 'node:timers/promises';
import type { DeskWarnings } from '../core/desk-warnings.js';
import type { Log } from '../core/log.js';
import { peopleWarnings } from '../people/people-warnings.js';
import type { RequestBook } from '../requests/request-book.js';
import type { Health } from '../collector/health-message.js';
import { stationHealth } from './live-collector.js';
import type { StationDeps } from './station-deps.js';

interface StartBackgroundDeps {
  readonly warnings: DeskWarnings;
  readonly book: RequestBook;
  readonly log: Log;
  /** Resolves when the PC/SC service has answered or failed. */
  readonly readersKnown: Promise<void>;
}

/** Longest time that a report waits for the readers, ms. */
const READERS_MS = 2_000;

/** Starts background work that shows only warnings: names, backups, collector, other desks, newer versions. */
export function startBackgroundWork(parts: StationDeps, { warnings, book, log, readersKnown }: StartBackgroundDeps): void {
  const { people, backups, collector, desks, updates, watcher, journal, version } = parts;
  // Other desks and the collector keep the first report for minutes.
  const mayReport = Promise.race([readersKnown, setTimeout(READERS_MS, undefined, { ref: false })]);
  const health = async (): Promise<Health> => {
    await mayReport;
    return stationHealth({
      ...{ version, station: parts.diagnostics.station, journal },
      readers: () => watcher.readers(),
      service: () => watcher.service(),
      connection: () => book.connection,
      backup: () => backups?.report() ?? { state: 'off' },
    });
  };
  people.start({ ...peopleWarnings(warnings, log), learned: () => void book.peopleChanged() });
  backups?.start((about) => {
    warnings.replace(({ code }) => code.startsWith('backup-'), about);
  });
  collector?.start({
    health,
    warn: (warning) => {
      if (warning === null) warnings.clear('collector-away');
      else warnings.set(warning);
    },
  });
  desks?.start({
    health: async () => {
      const { readers, cardService, server, unsettled, backup, lastBackupAt } = await health();
      return { program: version, readers, cardService, server, unsettled, backup, lastBackupAt };
    },
    warn: (about) => {
      warnings.replace(({ code }) => code === 'journal-contradicted' || code === 'desk-contradicted', about);
    },
  });
  updates?.start((warning) => {
    if (warning === null) warnings.clear('update-available');
    else warnings.set(warning);
  });
}
