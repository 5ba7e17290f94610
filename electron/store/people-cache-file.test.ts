import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';
import type { CachedPerson } from './people-cache.js';
import { PeopleCacheFile } from './people-cache-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = testFolder('people-cache');
  path = join(folder, 'people.db');
});

const userId = (n: number): string => `0000000${String(n)}-0000-4000-8000-000000000000`;
const cached = (n: number, at: number): CachedPerson => ({
  person: { state: 'resolved', userId: userId(n), name: `Noor van der Velden ${String(n)}`, account: '', department: '', employeeId: '' },
  at,
});
const photo = { bytes: Uint8Array.of(0xff, 0xd8, 0xff), at: 2_000 };

it('the cache of people keeps people and photos across a restart, encrypted', () => {
  const first = new PeopleCacheFile(path, 'a'.repeat(64), 0);
  first.save({ put: [cached(3, 1_000), cached(1, 1_000), cached(2, 1_000)], removed: [] });
  first.save({ put: [cached(1, 2_000)], removed: [userId(3)] });
  first.savePhoto(userId(1), photo);
  first.savePhoto(userId(2), photo);
  first.savePhoto(userId(2), null);
  first.close();
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  expect(files.some((text) => text.includes('Noor van der Velden'))).toBe(false);
  const second = new PeopleCacheFile(path, 'a'.repeat(64), 0);
  expect(second.page('', 10)).toEqual([cached(1, 2_000), cached(2, 1_000)]);
  expect(second.page('', 1)).toEqual([cached(1, 2_000)]);
  expect(second.page(userId(1), 1)).toEqual([cached(2, 1_000)]);
  expect(second.page(userId(2), 1)).toEqual([]);
  expect(second.photo(userId(1))).toEqual(photo);
  expect(second.photo(userId(2))).toBeNull();
  second.close();
});

it('the cache of people deletes whom the directory no longer has, with the photo, and old entries', () => {
  const first = new PeopleCacheFile(path, null, 0);
  first.save({ put: [cached(1, 1_000), cached(2, 5_000)], removed: [] });
  first.savePhoto(userId(1), photo);
  first.savePhoto(userId(2), { ...photo, at: 5_000 });
  first.savePhoto(userId(3), { ...photo, at: 5_000 });
  first.save({ put: [], removed: [userId(3)] });
  expect(first.photo(userId(3))).toBeNull();
  first.close();
  const second = new PeopleCacheFile(path, null, 3_000);
  expect(second.page('', 10)).toEqual([cached(2, 5_000)]);
  expect([second.photo(userId(1)), second.photo(userId(2))?.at]).toEqual([null, 5_000]);
  second.close();
});
