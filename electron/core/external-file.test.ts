import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRoster } from '../people/roster.js';
import { readAuthorities } from '../cm/authorities.js';
import { checkSettingsFile } from '../settings/settings-files.js';
import { readTableFile } from '../tables/table-file.js';
import { usualLimits } from '../tables/table.js';
import { readExternalFile, readExternalFileSync } from './external-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'external-file-'));
});
afterEach(async () => {
  // On Windows a file that timed out stays open for a moment, and is closed by this thread.
  await rm(folder, { recursive: true, maxRetries: 10 });
});

const ways = [
  ['meanwhile', (path: string, mostBytes: number) => readExternalFile(path, { mostBytes })],
  // oxlint-disable-next-line typescript/require-await -- what it throws is to be a rejection
  ['at once', async (path: string, mostBytes: number) => readExternalFileSync(path, mostBytes)],
] as const;

describe.each(ways)('an external file, read %s', (_way, read) => {
  it('is read completely up to the limit and not beyond', async () => {
    const file = join(folder, 'file.csv');
    writeFileSync(file, 'x'.repeat(600_000));
    expect((await read(file, 600_000)).length).toBe(600_000);
    await expect(read(file, 599_999)).rejects.toMatchObject({ code: 'too-large' });
    writeFileSync(file, '');
    expect((await read(file, 10)).length).toBe(0);
  });

  it('may be a link to a file', async () => {
    writeFileSync(join(folder, 'file.csv'), 'content');
    symlinkSync(join(folder, 'file.csv'), join(folder, 'link.csv'));
    expect((await read(join(folder, 'link.csv'), 100)).toString()).toBe('content');
  });

  it('is reported if it does not exist or is a folder', async () => {
    mkdirSync(join(folder, 'folder.csv'));
    await expect(read(join(folder, 'none.csv'), 100)).rejects.toMatchObject({ code: 'not-there' });
    await expect(read(join(folder, 'folder.csv'), 100)).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it.skipIf(process.platform === 'win32')('may not be a pipe without a writer, an endless device, or a link to one', async () => {
    for (const path of traps()) await expect(read(path, 100), path).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it.skipIf(process.platform !== 'linux')('obeys the limit even if its size is unknown', async () => {
    // Files of /proc have a size of 0.
    expect((await read('/proc/self/status', 100_000)).length).toBeGreaterThan(100);
    await expect(read('/proc/self/status', 100)).rejects.toMatchObject({ code: 'too-large' });
  });
});

it('reading an external file stops at the time limit', async () => {
  const file = join(folder, 'file.csv');
  writeFileSync(file, 'x'.repeat(50_000_000));
  await expect(readExternalFile(file, { mostBytes: 60_000_000, limitMs: 0 })).rejects.toMatchObject({ code: 'too-slow' });
});

it.skipIf(process.platform === 'win32')('tables, rosters, certificates and settings refuse a pipe or a device immediately', async () => {
  for (const path of traps()) {
    await expect(readTableFile(path, { limits: usualLimits, columnNames: [], onProgress: () => undefined }), path).rejects.toMatchObject({
      code: 'unreadable',
    });
    expect(await readRoster(path), path).toMatchObject({ ok: false, error: [{ problem: 'unreadable' }] });
    await expect(readAuthorities(path), path).rejects.toThrow('not a regular file');
    expect(checkSettingsFile(path), path).toMatchObject({ outcome: 'invalid' });
  }
});

/** What someone could put in place of a file. */
function traps(): string[] {
  expect(spawnSync('mkfifo', [join(folder, 'pipe.csv')]).status).toBe(0);
  symlinkSync(join(folder, 'pipe.csv'), join(folder, 'link.csv'));
  symlinkSync('/dev/zero', join(folder, 'zero.csv'));
  symlinkSync('/dev/tty', join(folder, 'tty.csv'));
  return ['pipe.csv', 'link.csv', 'zero.csv', 'tty.csv'].map((name) => join(folder, name));
}
