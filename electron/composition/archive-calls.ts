import { archiveHandlers } from '../backup/archive-handlers.js';
import type { Handlers } from '../core/answer-call.js';
import type { StockKeeper } from '../stock/stock-keeper.js';
import type { StationDeps } from './station-deps.js';

interface ArchiveCallsDeps {
  readonly stock: Pick<StockKeeper, 'takenTo'>;
  /** Whether the station's window is open. */
  readonly isOpen: () => boolean;
  readonly now: () => Date;
}

/** Returns the handler for archiving, with what the station's parts have received of the journal. */
export function archiveCalls(parts: StationDeps, { stock, isOpen, now }: ArchiveCallsDeps): Pick<Handlers, 'journal/archive'> {
  const { settings, journal, dialogs, backups, collector } = parts;
  return archiveHandlers({
    afterDays: settings.backup?.archiveAfterDays,
    ...{ journal, dialogs, isOpen, now },
    passphrase: parts.archivePassphrase,
    backup: () => backups?.report() ?? { state: 'off' },
    takenTo: [() => stock.takenTo(), () => collector?.takenTo() ?? Promise.resolve(null)],
    isCaredFor: settings.afterCare.callsPerHour > 0,
  });
}
