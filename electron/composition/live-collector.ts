import { join } from 'node:path';
import type { BackupReport } from '../../shared/backup.js';
import type { PcscService } from '../../shared/readers.js';
import type { ConnectionState } from '../../shared/connection.js';
import { nodeTrust, readAuthorities } from '../cm/authorities.js';
import { Collector, type CollectorDeps } from '../collector/collector.js';
import { openDelivery } from '../collector/delivery.js';
import type { Health } from '../collector/health-message.js';
import { readPosition, writePosition } from '../collector/position.js';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import type { Settings } from '../settings/settings.js';
import type { Journal } from '../store/journal.js';

export interface LiveCollectorDeps {
  readonly journal: CollectorDeps['journal'];
  /** Folder of the journal. */
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
}

/** Returns the sender of events of a live station, or null if no collector is configured. */
export async function liveCollector(settings: Settings['collector'], deps: LiveCollectorDeps): Promise<Collector | null> {
  if (settings === undefined) return null;
  const { journal, folder, version, log } = deps;
  const { host, port, extraCa, healthMinutes, include } = settings;
  const file = join(folder, 'collector.json');
  return new Collector({
    ...{ journal, host, include, version, log },
    position: await readPosition(file),
    keep: (position) => writePosition(file, position),
    // Read for each connection: a corrected file takes effect immediately, and a broken one affects nothing else.
    open: async (signal) =>
      openDelivery({
        ...{ host, port, schedule, signal },
        trust: nodeTrust(extraCa === undefined ? [] : await readAuthorities(extraCa), new Date()),
      }),
    healthMs: healthMinutes === 0 ? null : healthMinutes * 60_000,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    schedule,
  });
}

export interface StationHealthDeps {
  readonly version: string;
  readonly station: string;
  readonly readers: () => readonly unknown[];
  readonly service: () => PcscService;
  readonly connection: () => ConnectionState;
  readonly backup: () => BackupReport;
  readonly journal: Pick<Journal, 'health'>;
}

/** Returns the station's state for the collector. @throws JournalError */
export async function stationHealth({
  version,
  station,
  readers,
  service,
  connection,
  backup,
  journal,
}: StationHealthDeps): Promise<Health> {
  const { unsettled, entries, head } = await journal.health();
  const backups = backup();
  return {
    ...{ version, station, unsettled, entries, head },
    readers: readers().length,
    cardService: service().state,
    server: connection().state,
    backup: backups.state === 'off' ? 'off' : backups.failure === null && backups.passphrase !== 'missing' ? 'on' : 'failed',
    lastBackupAt: backups.state === 'off' ? null : (backups.lastGood?.at ?? null),
  };
}
