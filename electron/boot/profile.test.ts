import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { whyProfileCannotBeWritten } from './profile.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('a profile folder that is not there is made', () => {
  expect(whyProfileCannotBeWritten(join(folder, 'a', 'profile'))).toBeNull();
  expect(whyProfileCannotBeWritten(join(folder, 'a', 'profile'))).toBeNull();
});

it('a profile that cannot be a folder is named, with the reason', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(whyProfileCannotBeWritten(join(file, 'profile'))).toMatch(/The profile folder .*file.profile cannot be written.*ENOTDIR/s);
});
