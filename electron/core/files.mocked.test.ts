import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaceFile, writeFileAtomically } from './files.js';

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
    await writeFileAtomically(join(folder, 'a.json'), 'new');
    expect(held.tries).toBe(4);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  it('that is held for good stays as it was, and nothing unfinished is left', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    held.times = Number.POSITIVE_INFINITY;
    await expect(writeFileAtomically(join(folder, 'a.csv'), 'new')).rejects.toMatchObject({
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
    await expect(writeFileAtomically(join(folder, 'a.csv'), () => Promise.reject(new Error('the journal')))).rejects.toThrow('the journal');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  it.skipIf(process.platform === 'win32')(
    'is written beside a link that somebody laid under the unfinished file’s name, and not through it',
    async () => {
      const journal = join(folder, 'journal.db');
      writeFileSync(journal, 'bindings');
      symlinkSync(journal, join(folder, 'a.json.new'));
      await writeFileAtomically(join(folder, 'a.json'), 'new');
      expect(readFileSync(journal, 'utf8')).toBe('bindings');
      expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
      expect(readdirSync(folder).sort()).toEqual(['a.json', 'journal.db']);
    },
  );

  it('is not written where a folder has the unfinished file’s name, and the folder stays with what is in it', async () => {
    mkdirSync(join(folder, 'a.csv.new'));
    writeFileSync(join(folder, 'a.csv.new', 'mine'), 'mine');
    await expect(writeFileAtomically(join(folder, 'a.csv'), 'new')).rejects.toThrow();
    expect(readdirSync(join(folder, 'a.csv.new'))).toEqual(['mine']);
  });

  it('that two write at the same time is what one of them wrote, whole', async () => {
    const slowly = (text: string) => async (out: FileHandle) => {
      for (const letter of text) await out.write(letter);
    };
    const file = join(folder, 'a.csv');
    const both = await Promise.allSettled([
      writeFileAtomically(file, slowly('a'.repeat(400))),
      writeFileAtomically(file, slowly('b'.repeat(300))),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(readFileSync(file, 'utf8')).toMatch(/^(?:a{400}|b{300})$/);
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
});
