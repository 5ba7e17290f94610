import type { DeskWarnings } from '../core/desk-warnings.js';
import type { Log } from '../core/log.js';
import { peopleWarnings } from '../people/people-warnings.js';
import type { RequestBook } from '../requests/request-book.js';
import { stationHealth } from './live-collector.js';
import type { StationParts } from './station-parts.js';

interface StartBesideDeps {
  readonly warnings: DeskWarnings;
  readonly book: RequestBook;
  readonly log: Log;
}

/** Starts what works beside the desk and only tells of itself when something is wrong: names, backups, the security office's collector. */
export function startBeside(parts: StationParts, { warnings, book, log }: StartBesideDeps): void {
  const { people, backups, collector, watcher, journal, version } = parts;
  people.start({ ...peopleWarnings(warnings, log), learned: () => void book.peopleChanged() });
  backups?.start((about) => {
    warnings.replace(({ code }) => code.startsWith('backup-'), about);
  });
  collector?.start({
    health: () =>
      stationHealth({
        ...{ version, station: parts.diagnostics.station, journal },
        readers: () => watcher.readers(),
        service: () => watcher.service(),
        line: () => book.line,
        backup: () => backups?.report() ?? { state: 'off' },
      }),
    warn: (warning) => {
      if (warning === null) warnings.clear('collector-away');
      else warnings.set(warning);
    },
  });
}
