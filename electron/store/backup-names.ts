/**
 * A backup is named after its station, journal and time: `card-desk-backup_STATION_JOURNAL_20260105T080000000Z.cdb`. JOURNAL is
 * the start of the first entry's hash, so that two journals of one computer do not count each other's backups.
 */
export interface BackupOwner {
  readonly station: string;
  /** Hash of the journal's first entry. */
  readonly journal: string;
}

function prefixOf({ station, journal }: BackupOwner): string {
  // Only characters that are valid in file names on every system.
  return `card-desk-backup_${station.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 60)}_${journal.slice(0, 12)}_`;
}

/** Returns the name of a backup. @param madeAt instant in UTC, as `Date.toISOString` writes it */
export function backupName(owner: BackupOwner, madeAt: string): string {
  return `${prefixOf(owner)}${madeAt.replace(/[-:.]/g, '')}.cdb`;
}

/** Returns the name of a backup while it is written. Files with this name are never counted. */
export function unfinishedName(name: string): string {
  return `${name}.part`;
}

/** Returns whether a file name belongs to a backup of this station and journal, and whether that is complete; null if it does not. */
export function backupStateOf(owner: BackupOwner, name: string): 'whole' | 'unfinished' | null {
  const prefix = prefixOf(owner);
  if (!name.startsWith(prefix)) return null;
  const rest = name.slice(prefix.length);
  if (/^\d{8}T\d{9}Z\.cdb$/.test(rest)) return 'whole';
  return /^\d{8}T\d{9}Z\.cdb\.part$/.test(rest) ? 'unfinished' : null;
}

/** A backup in the folder, by its own description. */
export interface ExistingBackup {
  readonly name: string;
  readonly madeAt: string;
}

export interface Retention {
  /** Number of newest backups to keep. */
  readonly keepCount: number;
  /** Age in days at which a backup is removed even if there are few. Never the newest one. */
  readonly keepDays: number;
}

/** Maximum number of backups to remove after a new one, so that a wrong clock or setting does not delete all of them. */
const MOST_AT_ONCE = 2;
/** This many backups after a gap longer than `keepDays` prove that the time really passed and the clock did not jump. */
const PROOF = 10;
const DAY_MS = 86_400_000;

/**
 * Returns the names of backups that are too many or too old: at most two, the oldest. Call it only after a new backup was made
 * and verified; that one is never returned. Ages count back from the newest other backup, never from a later time, so a backup
 * made while the clock was ahead does not make the others old.
 * @param kept all complete backups of this journal, including `made`
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

/** Returns the time of the newest backup, ms, ignoring a few after a gap so long that the clock may have been ahead. */
function newestTrusted(newestFirst: readonly ExistingBackup[], keepDays: number): number {
  const times = newestFirst.map(({ madeAt }) => Date.parse(madeAt));
  const gaps = times.flatMap((time, index) => (time - (times[index + 1] ?? time) > keepDays * DAY_MS ? [index + 1] : []));
  const behind = gaps.filter((count) => count < PROOF).at(-1) ?? 0;
  return times[behind] ?? Number.POSITIVE_INFINITY;
}
