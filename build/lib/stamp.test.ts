import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cache, root } from './paths.mjs';
import { fingerprint, isStamped, stamp } from './stamp.mjs';

let folder: string;
let print: () => string;
beforeEach(() => {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'stamp-test-'));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner/a'), 'one');
  print = () => fingerprint([relative(root, folder)], { version: 1 });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a fingerprint stays the same while the contents do', () => {
  const before = print();
  writeFileSync(join(folder, 'inner/a'), 'one');
  expect(print()).toBe(before);
});

test('a fingerprint changes with contents, names, additional files and facts', () => {
  const before = print();
  writeFileSync(join(folder, 'inner/a'), 'two');
  const changed = print();
  writeFileSync(join(folder, 'inner/b'), '');
  const more = print();
  expect(new Set([before, changed, more, fingerprint([relative(root, folder)], { version: 2 })]).size).toBe(4);
});

test('a stamp is valid only if it equals the fingerprint', () => {
  const file = join(folder, 'x/stamp');
  expect(isStamped(file, 'a')).toBe(false);
  stamp(file, 'a');
  expect(isStamped(file, 'a')).toBe(true);
  expect(isStamped(file, 'b')).toBe(false);
});
