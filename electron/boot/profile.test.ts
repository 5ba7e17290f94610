import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { profileOf, profileProblem, temporaryFolderProblem } from './profile.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('a missing profile folder is created', () => {
  expect(profileProblem(join(folder, 'a', 'profile'))).toBeNull();
  expect(profileProblem(join(folder, 'a', 'profile'))).toBeNull();
  expect(readdirSync(join(folder, 'a', 'profile'))).toEqual([]);
});

it('a profile that cannot be a folder is reported with the reason', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(profileProblem(join(file, 'profile'))).toMatch(/cannot write to the profile folder .*file.profile.*ENOTDIR/s);
});

it('an unwritable folder for temporary files is reported with what to do; Windows does not need one for its lock', () => {
  const none = join(folder, 'none');
  expect(temporaryFolderProblem({ TMPDIR: none }, 'linux')).toMatch(
    /cannot write to the folder for temporary files.*none.*TMPDIR.*ENOENT/s,
  );
  expect(temporaryFolderProblem({ TMPDIR: none }, 'win32')).toBeNull();
  expect(temporaryFolderProblem({ TMPDIR: folder, TMP: none }, 'linux')).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

it('the profile is in the local folder on Windows, and elsewhere where Electron puts it', () => {
  const roaming = 'C:\\Users\\noor\\AppData\\Roaming\\Card Desk';
  const local = { LOCALAPPDATA: 'D:\\Local' };
  const appData = 'c:\\users\\noor\\AppData\\Roaming';
  expect(profileOf(roaming, appData, 'win32', local, 'C:\\Users\\noor')).toBe('D:\\Local\\Card Desk');
  expect(profileOf(roaming, appData, 'win32', {}, 'C:\\Users\\noor')).toBe('C:\\Users\\noor\\AppData\\Local\\Card Desk');
  // The folder of --user-data-dir is used as given.
  expect(profileOf('E:\\desk 2', appData, 'win32', local, 'C:\\Users\\noor')).toBe('E:\\desk 2');
  expect(profileOf('/home/noor/.config/Card Desk', '/home/noor/.config', 'linux', local, '/home/noor')).toBe(
    '/home/noor/.config/Card Desk',
  );
});

it.each([
  ['a share', '\\\\server\\home\\noor', ''],
  ['a share in its long form', '\\\\?\\UNC\\server\\home\\noor', ''],
  ['a share with slashes', '//server/home/noor', ''],
  ['a drive letter for a share', null, '\\\\server\\home\\noor'],
])('a profile on the network is refused with an explanation on Windows: %s', (_what, path, real) => {
  const system = { platform: 'win32', realPath: () => real } as const;
  expect(profileProblem(path ?? join(folder, 'profile'), system)).toMatch(/is on a network drive.*Nothing was changed/s);
});

it.each(['C:\\Users\\noor', '\\\\?\\C:\\Users\\noor'])('a profile on a local disk is not on the network: %s', (real) => {
  expect(profileProblem(join(folder, 'profile'), { platform: 'win32', realPath: () => real })).toBeNull();
});
