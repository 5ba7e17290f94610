import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandOf, isForScript } from './command.js';

const folder = resolve('/srv/desk');
const now = new Date(2026, 2, 2, 15, 30);
const asked = (...args: string[]) => commandOf(args, folder, now);

describe('the command line', () => {
  it('requests nothing without a command', () => {
    expect(asked('--lang=nl', '--training')).toBeNull();
  });

  it('requests a stock import with an absolute path', () => {
    expect(asked('--import-stock=lists/new.csv')).toEqual({
      command: { command: 'import-stock', file: join(folder, 'lists', 'new.csv'), skipKnown: false, idOrder: null },
      isJson: false,
    });
    expect(asked('--json', '--import-stock=x.csv', '--skip-known', '--id-order=raw')).toMatchObject({
      command: { skipKnown: true, idOrder: 'raw' },
      isJson: true,
    });
  });

  it('requests the report of a day from local midnight to midnight: today or the given day', () => {
    const days = (from: Date, to: Date) => ({ command: { from: from.toISOString(), to: to.toISOString() } });
    expect(asked('--export-report=r.csv')).toMatchObject(days(new Date(2026, 2, 2), new Date(2026, 2, 3)));
    expect(asked('--export-report=r.csv', '--day=2024-02-29')).toMatchObject(days(new Date(2024, 1, 29), new Date(2024, 2, 1)));
  });

  it.each([
    ['two commands', ['--import-stock=a', '--export-journal=b']],
    ['a day that does not exist', ['--export-report=a', '--day=2026-02-31']],
    ['a month that does not exist', ['--export-report=a', '--day=2026-13-01']],
    ['an option of another command', ['--export-journal=a', '--skip-known']],
    ['an option without a command', ['--day=2026-01-01']],
    ['--json without a command', ['--json']],
    ['training, where nothing is stored', ['--import-prepared=a', '--training']],
  ])('requests something impossible: %s', (_what, args) => {
    expect(asked(...args)).toEqual({ problem: expect.stringMatching(/\.$/) as string });
  });
});

it("counts as a script's with any command or --json, even if something else is wrong", () => {
  for (const args of [['--import-stock'], ['--export-journal=a', '--nonsense'], ['--json']]) expect(isForScript(args)).toBe(true);
  for (const args of [[], ['--training'], ['--import-stocks=a'], ['import-stock']]) expect(isForScript(args)).toBe(false);
});
