import { describe, expect, it } from 'vitest';
import { backupName, backupStateOf, outdatedBackups, unfinishedName } from './backup-names.js';

const owner = { station: 'DESK-01', journal: '0123456789abcdef'.repeat(4) };
const name = backupName(owner, '2026-01-05T08:00:00.000Z');

describe('the name of a backup', () => {
  it('contains station, journal and time, and is recognized again', () => {
    expect(name).toBe('card-desk-backup_DESK-01_0123456789ab_20260105T080000000Z.cdb');
    expect(backupStateOf(owner, name)).toBe('whole');
    expect(backupStateOf(owner, unfinishedName(name))).toBe('unfinished');
  });

  it('contains no character that a file system could misread', () => {
    expect(backupName({ ...owner, station: '../Büro 1\\x' }, '2026-01-05T08:00:00.000Z')).toMatch(/^card-desk-backup_---B-ro-1-x_/);
  });

  it.each([
    ['the name of another station', backupName({ ...owner, station: 'DESK-02' }, '2026-01-05T08:00:00.000Z')],
    ['the name of a station that begins alike', backupName({ ...owner, station: 'DESK-011' }, '2026-01-05T08:00:00.000Z')],
    ['the name for another journal of this computer', backupName({ ...owner, journal: 'f'.repeat(64) }, '2026-01-05T08:00:00.000Z')],
    ['the name of a copy made by hand', `Copy of ${name}`],
    ['a name with more after it', `${name}.old`],
    ['another name', 'holiday.jpg'],
  ])('is not recognized in %s', (_what, other) => {
    expect(backupStateOf(owner, other)).toBeNull();
  });
});

describe('retention of backups', () => {
  const now = new Date('2026-01-31T12:00:00.000Z');
  /** Backups made this many days ago; the one of today was just made. */
  const days = (...list: number[]) =>
    list.map((ago) => ({ name: String(ago), madeAt: new Date(now.getTime() - ago * 86_400_000).toISOString() }));

  it.each([
    { what: 'keeps the only one', kept: days(0), keepCount: 3, keepDays: 30, removed: [] },
    { what: 'keeps as many as the setting says', kept: days(0, 1, 2), keepCount: 3, keepDays: 30, removed: [] },
    { what: 'removes the oldest if there is one too many', kept: days(2, 0, 3, 1), keepCount: 3, keepDays: 30, removed: ['3'] },
    {
      what: 'removes one that is too old, counted from the newest other, although there are few',
      kept: days(0, 1, 31, 32),
      keepCount: 10,
      keepDays: 30,
      removed: ['32'],
    },
    { what: 'keeps one exactly at the age limit', kept: days(0, 30), keepCount: 10, keepDays: 30, removed: [] },
    {
      what: 'removes the two oldest if there are too many and they are too old',
      kept: days(0, 1, 2, 40, 50),
      keepCount: 2,
      keepDays: 30,
      removed: ['40', '50'],
    },
    { what: 'keeps the new one if the setting is one', kept: days(0, 1), keepCount: 1, keepDays: 30, removed: ['1'] },
    { what: 'keeps the others after the station was off for long', kept: days(0, 100, 101), keepCount: 5, keepDays: 30, removed: [] },
    { what: 'keeps them at the next one after that, too', kept: days(0, 0.2, 100, 101), keepCount: 5, keepDays: 30, removed: [] },
    {
      what: 'removes them after ten more, when the time has passed',
      kept: days(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 101, 102),
      keepCount: 50,
      keepDays: 30,
      removed: ['101', '102'],
    },
    {
      what: 'removes two at a time after the setting was lowered',
      kept: days(0, 1, 2, 3, 4, 5),
      keepCount: 1,
      keepDays: 30,
      removed: ['4', '5'],
    },
    {
      what: 'keeps one from tomorrow, made while the clock was wrong, which takes a place',
      kept: days(-1, 0, 1, 2),
      keepCount: 3,
      keepDays: 30,
      removed: ['2'],
    },
  ])('$what', ({ kept, keepCount, keepDays, removed }) => {
    expect(outdatedBackups(kept, '0', { keepCount, keepDays }, now)).toEqual(removed);
  });

  it('keeps the others if some were made while the clock was a year ahead, also after it is right again', () => {
    const real = days(1, 2, 3, 20);
    const ahead = days(-365, -365.2, -365.4);
    const late = new Date(now.getTime() + 365.4 * 86_400_000);
    expect(outdatedBackups([...real, ...days(-365)], '-365', { keepCount: 60, keepDays: 30 }, late)).toEqual([]);
    expect(outdatedBackups([...real, ...ahead], '-365.4', { keepCount: 60, keepDays: 30 }, late)).toEqual([]);
    expect(outdatedBackups([...real, ...ahead, ...days(0)], '0', { keepCount: 60, keepDays: 30 }, now)).toEqual([]);
  });

  it('never removes the backup that was just made, whatever the clock says', () => {
    const kept = days(-400, -300, 0);
    expect(outdatedBackups(kept, '0', { keepCount: 1, keepDays: 1 }, now)).not.toContain('0');
  });
});
