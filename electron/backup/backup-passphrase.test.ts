import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deriveKey, newDerivation, type Derivation } from '../store/backup-key.js';
import { backupPassphrase, storeBackupPassphrase, PassphraseError } from './backup-passphrase.js';
import type { KeyStore } from '../core/key-store.js';

const PASSPHRASE = 'correct horse battery staple';
/** The cheapest derivation: its cost is not tested here. */
const light = (): Derivation => ({ ...newDerivation(), n: 2 ** 14 });
const store: KeyStore = {
  isAvailable: () => true,
  encrypt: (text) => Buffer.from(text, 'utf8').reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString('utf8'),
};

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'backup-passphrase-'));
});
afterEach(() => rm(profile, { recursive: true }));

it('the passphrase becomes a key that opens what it wrapped, and is itself stored nowhere', async () => {
  expect(await backupPassphrase(profile, store)).toBeNull();
  expect(await storeBackupPassphrase(profile, store, PASSPHRASE, light())).toBe('system');
  const kept = await backupPassphrase(profile, store);
  expect(kept?.protection).toBe('system');
  expect(kept?.key).toEqual(deriveKey(PASSPHRASE, kept?.key.derivation ?? light()));
  const text = await readFile(join(profile, 'backup-passphrase'), 'utf8');
  for (const secret of [PASSPHRASE, kept?.key.key ?? ''])
    expect(Buffer.from((JSON.parse(text) as { data: string }).data, 'base64').toString('utf8')).not.toContain(secret);
});

it('the passphrase is derived with a new salt each time, so that two stations with one passphrase have two keys', async () => {
  await storeBackupPassphrase(profile, store, PASSPHRASE, light());
  const first = await backupPassphrase(profile, store);
  await storeBackupPassphrase(profile, store, PASSPHRASE, light());
  expect((await backupPassphrase(profile, store))?.key.key).not.toBe(first?.key.key);
});

it('the passphrase key is in a file of this user only, if there is no key store', async () => {
  expect(await storeBackupPassphrase(profile, { ...store, isAvailable: () => false }, PASSPHRASE, light())).toBe('file');
  // Windows has no such modes; the access list of the user's folder protects the profile.
  if (process.platform !== 'win32') expect((await stat(join(profile, 'backup-passphrase'))).mode & 0o777).toBe(0o600);
  expect(await backupPassphrase(profile, store)).toMatchObject({ protection: 'file' });
});

it.each(['', 'short', 'elf letters'])('a short passphrase is rejected: "%s"', async (passphrase) => {
  await expect(storeBackupPassphrase(profile, store, passphrase, light())).rejects.toThrow(PassphraseError);
  expect(await readdir(profile)).toEqual([]);
});

it('each guess of the passphrase costs 128 MiB', () => {
  const { n, r } = newDerivation();
  expect(128 * n * r).toBe(128 * 1024 * 1024);
});

it('the passphrase is the same however the keyboard composes its letters', () => {
  const derivation = { name: 'scrypt', n: 2 ** 14, r: 8, p: 1, salt: Buffer.alloc(16).toString('base64') } as const;
  expect(deriveKey('Zo\u00eb goes home', derivation)).toEqual(deriveKey('Zoe\u0308 goes home', derivation));
});
