import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaceFile, writeWhole } from './files.js';

/** How often a rename is refused, and with what; `hoisted`, for the module's own import is replaced. */
const held = vi.hoisted(() => ({ times: 0, code: 'EPERM', tries: 0 }));
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  return {
    ...real,
    rename: async (from: string, to: string): Promise<void> => {
      held.tries += 1;
      if (held.tries <= held.times) throw Object.assign(new Error(`${held.code}: held`), { code: held.code });
      await real.rename(from, to);
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  Object.assign(held, { times: 0, code: 'EPERM', tries: 0 });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a file that is replaced', () => {
  it.each(['EBUSY', 'EPERM', 'EACCES'])('is tried again while another program holds it: %s', async (code) => {
    Object.assign(held, { times: 3, code });
    await writeWhole(join(folder, 'a.json'), 'new');
    expect(held.tries).toBe(4);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  it('that is held for good stays as it was, and nothing unfinished is left', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    held.times = Number.POSITIVE_INFINITY;
    await expect(writeWhole(join(folder, 'a.csv'), 'new')).rejects.toMatchObject({
      code: 'EPERM',
      message: `${join(folder, 'a.csv')} is open in another program, such as a spreadsheet, or may not be changed by this user. Close it there, then try again. (EPERM)`,
    });
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('old');
  });

  it('is not tried again for any other reason', async () => {
    mkdirSync(join(folder, 'there'));
    await expect(replaceFile(join(folder, 'missing'), join(folder, 'there'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(held.tries).toBe(1);
  });

  it('is as it was where what writes it fails', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    await expect(writeWhole(join(folder, 'a.csv'), () => Promise.reject(new Error('the journal')))).rejects.toThrow('the journal');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
});
