import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashPin, isPin, PinError, pinHashPattern } from './pin.js';
import { JournalFile } from '../store/journal-file.js';
import { attemptsInJournal, type AttemptRecord } from '../roles/attempt-limiter.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { PinTries } from './pin-tries.js';

describe('a PIN', () => {
  it('is verified by its hash, which differs each time', async () => {
    const [one, other] = [hashPin('quince-41'), hashPin('quince-41')];
    expect(one).toMatch(pinHashPattern);
    expect(one).not.toBe(other);
    expect(await isPin('quince-41', one)).toBe(true);
    expect(await isPin('quince-42', one)).toBe(false);
    expect(await isPin('', one)).toBe(false);
  });

  it('that is too short is rejected', () => {
    expect(() => hashPin('12345')).toThrow(PinError);
    expect(() => hashPin('x'.repeat(65))).toThrow(PinError);
  });
});

describe('PIN attempts', () => {
  let folder: string;
  let time: number;
  let looked: number;
  const tries = (record: AttemptRecord | null = null): PinTries =>
    new PinTries({
      file: join(folder, 'pin-tries.json'),
      record,
      now: () => time,
      isRight: (pin) => {
        looked += 1;
        return Promise.resolve(pin === 'right');
      },
    });
  beforeEach(() => {
    folder = testFolder('pin');
    time = 1_000_000;
    looked = 0;
  });

  it('become slower after wrong ones, also across a restart', async () => {
    const waits: number[] = [];
    for (let wrong = 0; wrong < 12; wrong += 1) {
      const tried = await tries().try('wrong');
      expect(tried.outcome).toBe('wrong');
      waits.push('waitMs' in tried ? tried.waitMs : -1);
      time += Math.max(0, waits.at(-1) ?? 0);
    }
    expect(waits.slice(0, 5)).toEqual([0, 0, 30_000, 60_000, 120_000]);
    expect(waits.at(-1)).toBe(3_600_000);
  });

  it('that come too early are not checked, not even the right one', async () => {
    for (let wrong = 0; wrong < 3; wrong += 1) await tries().try('wrong');
    time += 29_000;
    expect(await tries().try('right')).toEqual({ outcome: 'refused', waitMs: 1_000 });
    expect(looked).toBe(3);
    time += 1_000;
    expect(await tries().try('right')).toEqual({ outcome: 'right' });
    expect(await tries().try('wrong')).toEqual({ outcome: 'wrong', waitMs: 0 });
  });

  it('are checked one at a time', async () => {
    const one = tries();
    const outcomes = await Promise.all([one.try('wrong'), one.try('right')]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['wrong', 'refused']);
  });

  it('are still counted if their file is removed or overwritten meanwhile', async () => {
    const one = tries();
    for (let wrong = 0; wrong < 3; wrong += 1) await one.try('wrong');
    const file = join(folder, 'pin-tries.json');
    await rm(file);
    expect(await one.try('wrong')).toMatchObject({ outcome: 'refused' });
    time += 30_000;
    await writeFile(file, 'nothing');
    expect(await one.try('wrong')).toEqual({ outcome: 'wrong', waitMs: 60_000 });
    await writeFile(file, 'nothing');
    expect(await tries().try('wrong')).toEqual({ outcome: 'wrong', waitMs: 60_000 });
  });

  it('are still counted after a restart if their file is removed or overwritten, from the journal', async () => {
    const journal = new JournalFile({
      path: join(folder, 'journal.db'),
      key: null,
      context: { operator: 'desk', station: 'DESK' },
      now: () => new Date(time),
      monotonicMs: () => time,
    });
    const record = attemptsInJournal(
      {
        note: (event, facts) => {
          journal.note(event, facts);
          return Promise.resolve();
        },
        lastNote: (event) => Promise.resolve(journal.lastNote(event)),
      },
      'pin-tries',
    );
    const file = join(folder, 'pin-tries.json');
    for (let wrong = 0; wrong < 3; wrong += 1) await tries(record).try('wrong');
    await rm(file);
    expect(await tries(record).try('right')).toMatchObject({ outcome: 'refused' });
    await writeFile(file, JSON.stringify({ wrong: 0, nextAt: 0 }));
    expect(await tries(record).try('right')).toMatchObject({ outcome: 'refused' });
    time += 30_000;
    await rm(file);
    expect(await tries(record).try('wrong')).toEqual({ outcome: 'wrong', waitMs: 60_000 });
    time += 60_000;
    expect(await tries(record).try('right')).toEqual({ outcome: 'right' });
    expect(await tries(record).try('wrong')).toEqual({ outcome: 'wrong', waitMs: 0 });
    journal.close();
  });

  it('do not wait forever if the clock is set back', async () => {
    for (let wrong = 0; wrong < 3; wrong += 1) await tries().try('wrong');
    time -= 2 * 3_600_000;
    expect(await tries().try('right')).toEqual({ outcome: 'right' });
  });
});
