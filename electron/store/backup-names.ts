/**
 * A backup's name says whose it is and when it was made: `card-desk-backup_STATION_JOURNAL_20260105T080000000Z.cdb`, where
 * JOURNAL is the beginning of the first entry's hash: two journals of one computer never take each other's for their own.
 */
export interface BackupOwner {
  readonly station: string;
  /** The hash of the journal's first entry. */
  readonly journal: string;
}

function prefixOf({ station, journal }: BackupOwner): string {
  // A station's name as a file's name can hold it on every system.
  return `card-desk-backup_${station.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 60)}_${journal.slice(0, 12)}_`;
}

/** @param madeAt an instant in UTC, as `Date.toISOString` writes it */
export function backupName(owner: BackupOwner, madeAt: string): string {
  return `${prefixOf(owner)}${madeAt.replace(/[-:.]/g, '')}.cdb`;
}

/** The name while it is being written. No such file is ever counted. */
export function unfinishedName(name: string): string {
  return `${name}.part`;
}

/** Whether a file's name is that of a backup of this station and journal, whole or not. */
export function backupStateOf(owner: BackupOwner, name: string): 'whole' | 'unfinished' | null {
  const prefix = prefixOf(owner);
  if (!name.startsWith(prefix)) return null;
  const rest = name.slice(prefix.length);
  if (/^\d{8}T\d{9}Z\.cdb$/.test(rest)) return 'whole';
  return /^\d{8}T\d{9}Z\.cdb\.part$/.test(rest) ? 'unfinished' : null;
}

/** A backup that is there, as its own description says. */
export interface ExistingBackup {
  readonly name: string;
  readonly madeAt: string;
}

export interface Retention {
  /** How many are kept, the newest. */
  readonly keepCount: number;
  /** Days after which one is removed however few there are; never the newest. */
  readonly keepDays: number;
}

/** Most that are removed after one new backup: a clock that is wrong, or a mistake in the settings, must not cost all of them. */
const MOST_AT_ONCE = 2;
/** So many backups after a gap longer than `keepDays` show that the time has really passed, and the clock did not jump. */
const PROOF = 10;
const DAY_MS = 86_400_000;

/**
 * Which backups are too many or too old, at most two, the oldest. Asked only after a new one was made and proven, which is never
 * among them. Days are counted back from the newest other one, never from a later moment: one that was made while the clock
 * was ahead makes none of the others old.
 *
 * @param kept every whole backup of this journal, `made` among them
 */
export function outdatedBackups(
  kept: readonly ExistingBackup[],
  made: string,
  { keepCount, keepDays }: Retention,
  now: Date,
): readonly string[] {
  const others = kept.filter(({ name }) => name !== made).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
  const oldest = Math.min(now.getTime(), newestTrusted(others, keepDays)) - keepDays * DAY_MS;
  return others
    .filter(({ madeAt }, index) => index + 1 >= keepCount || Date.parse(madeAt) < oldest)
    .slice(-MOST_AT_ONCE)
    .map(({ name }) => name);
}

/** When the newest was made that is not one of a few behind a gap so long that the clock may have been ahead, ms. */
function newestTrusted(newestFirst: readonly ExistingBackup[], keepDays: number): number {
  const times = newestFirst.map(({ madeAt }) => Date.parse(madeAt));
  const gaps = times.flatMap((time, index) => (time - (times[index + 1] ?? time) > keepDays * DAY_MS ? [index + 1] : []));
  const behind = gaps.filter((count) => count < PROOF).at(-1) ?? 0;
  return times[behind] ?? Number.POSITIVE_INFINITY;
}
