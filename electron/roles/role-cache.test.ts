import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CACHED_MS, openRoleCache } from './role-cache.js';

const key = 'ab'.repeat(32);
const now = new Date('2026-01-05T08:00:00.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roles-'));
  file = join(folder, 'roles.kept');
});
afterEach(() => rm(folder, { recursive: true }));

it("keeps an account's role across restarts, with its age", async () => {
  const kept = await openRoleCache(file, key);
  expect(kept.read('EXAMPLE\\noor', now)).toBeNull();
  await kept.write('EXAMPLE\\noor', 'supervisor', now);
  await kept.write('EXAMPLE\\bram', null, now);
  await kept.write('EXAMPLE\\noor', 'operator', later(1_000));
  const again = await openRoleCache(file, key);
  expect(again.read('example\\NOOR', later(2_000))).toEqual({ role: 'operator', at: later(1_000).toISOString() });
  expect(again.read('EXAMPLE\\bram', later(2_000))).toEqual({ role: null, at: now.toISOString() });
  expect(again.read('OTHER\\noor', later(2_000))).toBeNull();
});

it('trusts a stored role for a week, and not at all after the clock was set back', async () => {
  const kept = await openRoleCache(file, key);
  await kept.write('EXAMPLE\\noor', 'supervisor', now);
  expect(kept.read('EXAMPLE\\noor', later(CACHED_MS))).not.toBeNull();
  expect(kept.read('EXAMPLE\\noor', later(CACHED_MS + 1))).toBeNull();
  expect(kept.read('EXAMPLE\\noor', later(-1))).toBeNull();
});

it("the stored roles cannot be read or written without the journal's key", async () => {
  const kept = await openRoleCache(file, key);
  await kept.write('EXAMPLE\\noor', 'viewer', now);
  const bytes = await readFile(file);
  expect(bytes.includes('noor')).toBe(false);
  // Windows has no such modes: profile files are protected by their folder's access list.
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await openRoleCache(file, 'cd'.repeat(32))).read('EXAMPLE\\noor', now)).toBeNull();
  for (const at of [0, 15, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(file, changed);
    expect((await openRoleCache(file, key)).read('EXAMPLE\\noor', now)).toBeNull();
  }
  const forged = JSON.stringify([{ account: 'EXAMPLE\\noor', role: 'administrator', at: now.toISOString() }]);
  for (const content of [forged, '', bytes.subarray(0, 20)]) {
    await writeFile(file, content);
    expect((await openRoleCache(file, key)).read('EXAMPLE\\noor', now)).toBeNull();
  }
});

it('stores nothing on disk in training', async () => {
  const kept = await openRoleCache(null, null);
  await kept.write('jan', 'operator', now);
  expect(kept.read('jan', now)).toMatchObject({ role: 'operator' });
});
