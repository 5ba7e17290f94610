import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaceFile, writeFileAtomically } from './files.js';

/** How often a rename fails, and with what; `hoisted`, because the module's own import is replaced. */
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

describe('replacing a file', () => {
  it.each(['EBUSY', 'EPERM', 'EACCES'])('is retried while another program has it open: %s', async (code) => {
    Object.assign(held, { times: 3, code });
    await writeFileAtomically(join(folder, 'a.json'), 'new');
    expect(held.tries).toBe(4);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  it('leaves the file unchanged and no unfinished file if it stays in use', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    held.times = Number.POSITIVE_INFINITY;
    await expect(writeFileAtomically(join(folder, 'a.csv'), 'new')).rejects.toMatchObject({
      code: 'EPERM',
      message: `${join(folder, 'a.csv')} is open in another program, such as a spreadsheet, or may not be changed by this user. Close it there, then try again. (EPERM)`,
    });
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('old');
  });

  it('is not retried for any other error', async () => {
    mkdirSync(join(folder, 'there'));
    await expect(replaceFile(join(folder, 'missing'), join(folder, 'there'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(held.tries).toBe(1);
  });

  it('leaves the file unchanged if its writer fails', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    await expect(writeFileAtomically(join(folder, 'a.csv'), () => Promise.reject(new Error('the journal')))).rejects.toThrow('the journal');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  it.skipIf(process.platform === 'win32')('does not write through a link with the name of the unfinished file', async () => {
    const journal = join(folder, 'journal.db');
    writeFileSync(journal, 'bindings');
    symlinkSync(journal, join(folder, 'a.json.new'));
    await writeFileAtomically(join(folder, 'a.json'), 'new');
    expect(readFileSync(journal, 'utf8')).toBe('bindings');
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'journal.db']);
  });

  it('fails if a folder has the name of the unfinished file, and leaves that folder unchanged', async () => {
    mkdirSync(join(folder, 'a.csv.new'));
    writeFileSync(join(folder, 'a.csv.new', 'mine'), 'mine');
    await expect(writeFileAtomically(join(folder, 'a.csv'), 'new')).rejects.toThrow();
    expect(readdirSync(join(folder, 'a.csv.new'))).toEqual(['mine']);
  });

  it('leaves the complete content of one of two concurrent writers', async () => {
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
