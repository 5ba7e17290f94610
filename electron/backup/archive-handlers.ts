import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archived, ArchiveProblem } from '../../shared/archive.js';
import type { BackupReport } from '../../shared/backup.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import { withExternalPath } from '../core/external-path.js';
import type { Handlers } from '../core/answer-call.js';
import type { PassphraseKey } from '../store/backup-key.js';
import { JournalError, type Journal } from '../store/journal.js';

export interface ArchiveDeps {
  /** Age in days from which bindings may be archived; undefined if archiving is off. */
  readonly afterDays: number | undefined;
  readonly journal: Pick<Journal, 'archive' | 'entries'>;
  readonly dialogs: Pick<SystemDialogs, 'chooseFile'>;
  /** Whether the station's window is open. */
  readonly isOpen: () => boolean;
  readonly backup: () => BackupReport;
  /** The key that wraps archives, the same as for backups; null if the administrator has set no passphrase. */
  readonly passphrase: () => Promise<PassphraseKey | null>;
  /** Number of the last entry that the collector, and the card stock, have received; null if there is no collector. @throws JournalError */
  readonly takenTo: readonly (() => Promise<number | null>)[];
  /** Whether after-care is on. */
  readonly isCaredFor: boolean;
  readonly now: () => Date;
}

const DAY_MS = 86_400_000;
/** Largest age of the backup that archiving requires, ms. A newer good backup also shows that the computer's clock is right. */
const YOUNG_MS = 7 * DAY_MS;

/** What to do about each problem, for the command line. */
const remedies: Readonly<Record<ArchiveProblem, string>> = {
  off: 'Archiving is off. Set backup.archiveAfterDays first.',
  'station-open': 'The station is open. Close it, then run the command again. Archiving takes several minutes.',
  'no-passphrase': 'Archives are encrypted with the backup passphrase, which is not set. Set it with card-desk --keep-backup-passphrase.',
  'no-good-backup':
    'The backup folder has no good backup of this journal from the last 7 days. Open the station, and select “Back up now” in Diagnostics.',
  clock: 'The computer’s clock is behind the last journal entry. Correct it first.',
  exists: 'The file already exists. Choose another name.',
  file: 'The archive cannot be written or read back.',
  journal: 'The journal cannot be read or written.',
};

/** Handles `journal/archive`. Archives only entries that are in a good backup and that the collector and card stock have received. */
export function archiveHandlers(deps: ArchiveDeps): Pick<Handlers, 'journal/archive'> {
  return { 'journal/archive': () => archived(deps) };
}

async function archived(deps: ArchiveDeps): Promise<Result<Archived | null>> {
  const { afterDays, journal, dialogs, isOpen, isCaredFor } = deps;
  if (afterDays === undefined) return failed('off');
  if (isOpen()) return failed('station-open');
  const passphrase = await deps.passphrase();
  if (passphrase === null) return failed('no-passphrase');
  const now = deps.now();
  try {
    const backedUpTo = await backedUp(deps, now);
    if (backedUpTo === null) return failed('no-good-backup');
    const elsewhere = await Promise.all(deps.takenTo.map((taken) => taken()));
    const lastSeq = Math.min(backedUpTo, ...elsewhere.filter((taken) => taken !== null));
    const file = await dialogs.chooseFile({
      defaultName: `card-desk-archive-${now.toISOString().slice(0, 10)}.cda`,
      kinds: [{ name: 'Card Desk', extension: 'cda' }],
    });
    if (file === null) return ok(null);
    const before = new Date(now.getTime() - afterDays * DAY_MS).toISOString();
    const outcome = await journal.archive({ file, before, lastSeq, isCaredFor, passphrase, now: now.toISOString() });
    if (outcome.outcome === 'failed') return failed(outcome.problem, outcome.detail);
    const { outcome: _, ...facts } = outcome;
    return ok(facts);
  } catch (error) {
    if (error instanceof JournalError) return failed('journal', error.message);
    throw error;
  }
}

/** Returns the number of the last entry of this journal in the last good backup; null if there is no recent backup or its file is gone. */
async function backedUp({ backup, journal }: ArchiveDeps, now: Date): Promise<number | null> {
  const report = backup();
  if (report.state === 'off' || report.lastGood === null) return null;
  const { name, entries, head, at } = report.lastGood;
  const age = now.getTime() - Date.parse(at);
  const isThere = await withExternalPath(() => access(join(report.folder, name))).then(
    () => true,
    () => false,
  );
  const [last] = await journal.entries(entries - 1, 1);
  return isThere && age >= 0 && age < YOUNG_MS && last?.hash === head ? entries : null;
}

function failed(problem: ArchiveProblem, detail = ''): Result<never> {
  return fail({ code: 'archive-failed', problem, detail: `${remedies[problem]}${detail === '' ? '' : ` (${detail})`}`.slice(0, 2000) });
}
