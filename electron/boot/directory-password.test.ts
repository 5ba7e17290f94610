import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryPassword, storeDirectoryPassword, PasswordError } from './directory-password.js';
import type { KeyStore } from '../core/key-store.js';

/** A key store that reverses bytes: enough to tell encrypted from plain. */
const store: KeyStore = {
  isAvailable: () => true,
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString(),
};

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'directory-password-'));
});
afterEach(() => rm(profile, { recursive: true }));

describe('the directory password', () => {
  it('is stored encrypted', async () => {
    await storeDirectoryPassword(profile, store, 'not-a-secret');
    expect(await readdir(profile)).toEqual(['directory-password']);
    expect(await readFile(join(profile, 'directory-password'), 'utf8')).not.toContain('not-a-secret');
    expect(await directoryPassword(profile, store, {})).toBe('not-a-secret');
  });

  it('may come from the environment, which takes precedence', async () => {
    await storeDirectoryPassword(profile, store, 'kept');
    expect(await directoryPassword(profile, store, { CARD_DESK_DIRECTORY_PASSWORD: 'given' })).toBe('given');
    expect(await directoryPassword(profile, store, { CARD_DESK_DIRECTORY_PASSWORD: '' })).toBe('kept');
  });

  it('is not stored without a key store, and nothing is left behind', async () => {
    const keeping = storeDirectoryPassword(profile, { ...store, isAvailable: () => false }, 'not-a-secret');
    await expect(keeping).rejects.toThrow('CARD_DESK_DIRECTORY_PASSWORD');
    await expect(storeDirectoryPassword(profile, store, '')).rejects.toThrow(PasswordError);
    expect(await readdir(profile)).toEqual([]);
  });

  it('is reported as missing, or as the password of another user, and never treated as empty', async () => {
    await expect(directoryPassword(profile, store, {})).rejects.toThrow(PasswordError);
    await storeDirectoryPassword(profile, store, 'kept');
    const foreign: KeyStore = {
      ...store,
      decrypt: () => {
        throw new Error('Not encrypted here');
      },
    };
    await expect(directoryPassword(profile, foreign, {})).rejects.toThrow('Not encrypted here');
  });
});
