import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { journalKey } from './journal-key.js';
import type { KeyStore } from '../core/key-store.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-key-'));
  file = join(folder, 'journal.key');
});
afterEach(() => rm(folder, { recursive: true }));

/** A key store that reverses bytes, so that its output differs from plain text. */
const store: KeyStore = {
  isAvailable: () => true,
  encrypt: (text) => Buffer.from(text, 'utf8').reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString('utf8'),
};
const noStore: KeyStore = {
  isAvailable: () => false,
  encrypt: () => {
    throw new Error('no key store');
  },
  decrypt: () => {
    throw new Error('no key store');
  },
};

it('creates a journal key once and stores it with the system', async () => {
  const first = await journalKey(file, store);
  expect(first).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}$/) as string, protection: 'system' });
  expect(await readFile(file, 'utf8')).not.toContain(Buffer.from(first.key).toString('base64'));
  expect(await journalKey(file, store)).toEqual(first);
});

it('stores the journal key in a file of this user only, if the system has no key store, and reports that', async () => {
  const first = await journalKey(file, noStore);
  expect(first.protection).toBe('file');
  // Windows has no such modes; the access list of the user's folder protects the profile.
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await journalKey(file, noStore)).toEqual(first);
});

it('never creates a second key for a journal that has one', async () => {
  await journalKey(file, store);
  const kept = await readFile(file, 'utf8');
  await expect(journalKey(file, noStore)).rejects.toThrow('no key store');
  for (const damage of ['{}', '', kept.slice(0, 20), 'key'.repeat(50)]) {
    await writeFile(file, damage);
    await expect(journalKey(file, store)).rejects.toMatchObject({ name: 'JournalKeyError', problem: 'unreadable', file });
    expect(await readFile(file, 'utf8')).toBe(damage);
  }
  await writeFile(file, kept);
  expect((await journalKey(file, store)).protection).toBe('system');
});

it.each([
  'journal.db',
  'journal.db-wal',
  'journal.db.damaged-2026-01-05T08-00-00',
  'stock.db',
  'prepared.db',
  'journal.db.version-1.backup',
])('creates no key if %s exists, which only the lost key opens', async (name) => {
  await writeFile(join(folder, name), 'sealed');
  await expect(journalKey(file, store)).rejects.toMatchObject({ problem: 'missing', file });
  expect(await readdir(folder)).toEqual([name]);
});

it('creates a key if an earlier first start was interrupted', async () => {
  for (const name of ['journal.key.new', 'journal.db.lock', 'backups.json']) await writeFile(join(folder, name), '');
  expect((await journalKey(file, store)).key).toMatch(/^[0-9a-f]{64}$/);
});
