import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KeyStore } from '../core/key-store.js';
import { savedCredentials } from './saved-credentials.js';

/** Simulates a system key store: inverts bytes, so that the output is not the text. */
const turned = (data: Buffer): Buffer => Buffer.from(data.map((byte) => byte ^ 0xff));
const store: KeyStore = {
  isAvailable: () => true,
  encrypt: (text) => turned(Buffer.from(text)),
  decrypt: (data) => turned(data).toString(),
};
const credentials = { account: 'EXAMPLE\\noor', password: 'not-a-secret' };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
  file = join(folder, 'sign-in');
});
afterEach(() => rm(folder, { recursive: true }));

it('stores a name and password for one server, encrypted, for this user only', async () => {
  const kept = savedCredentials(file, 'cm.example', store);
  expect(await kept.read()).toBeNull();
  await kept.write(credentials);
  expect(await kept.read()).toEqual(credentials);
  expect((await readFile(file)).includes('not-a-secret')).toBe(false);
  // Windows has no such modes: profile files are protected by their folder's access list.
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await savedCredentials(file, 'other.example', store).read()).toBeNull();
  await kept.forget();
  expect(await kept.read()).toBeNull();
  await kept.forget();
});

it('returns nothing if the key store cannot decrypt the stored password', async () => {
  await savedCredentials(file, 'cm.example', store).write(credentials);
  const other: KeyStore = {
    ...store,
    decrypt: () => {
      throw new Error('another user wrote it');
    },
  };
  expect(await savedCredentials(file, 'cm.example', other).read()).toBeNull();
});

it('stores nothing without a key store', async () => {
  const kept = savedCredentials(file, 'cm.example', { ...store, isAvailable: () => false });
  expect(kept.canSave).toBe(false);
  await expect(kept.write(credentials)).rejects.toThrow('no key store');
  await expect(stat(file)).rejects.toThrow('ENOENT');
});
