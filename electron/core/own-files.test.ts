import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OwnFileError, refuseBackupFile, refuseOwnFile, type OwnFolders } from './own-files.js';
import { testFolder } from './test-folder.fixture.js';

let folder: string;
let places: OwnFolders;
beforeEach(() => {
  folder = testFolder('own');
  places = { profile: join(folder, 'profile'), heads: join(folder, 'state', 'heads') };
  for (const path of [join(places.profile, 'journal'), places.heads]) mkdirSync(path, { recursive: true });
  writeFileSync(join(places.profile, 'settings.json'), '{}');
  writeFileSync(join(places.profile, 'journal', 'journal.db'), 'bindings');
});

describe('an export is refused', () => {
  it.each([
    ['onto the journal', 'profile/journal/journal.db'],
    ['beside the journal, where its log may come', 'profile/journal/journal.db-wal'],
    ['onto the settings', 'profile/settings.json'],
    ['onto the head of the journal', 'state/heads/x.head'],
    ['onto the settings by a path with “..”', 'profile/journal/../settings.json'],
  ])('%s', async (_what, path) => {
    await expect(refuseOwnFile(join(folder, ...path.split('/')), places)).rejects.toBeInstanceOf(OwnFileError);
  });

  it.skipIf(process.platform === 'win32')('through a link to the folder', async () => {
    symlinkSync(join(places.profile, 'journal'), join(folder, 'harmless'));
    await expect(refuseOwnFile(join(folder, 'harmless', 'journal.db'), places)).rejects.toBeInstanceOf(OwnFileError);
  });
});

it.each([
  ['a new file beside the settings', 'profile/report.csv'],
  ['a file elsewhere', 'report.csv'],
  ['a folder that does not exist, which is reported when writing', 'nowhere/report.csv'],
])('accepts an export to %s', async (_what, path) => {
  await expect(refuseOwnFile(join(folder, ...path.split('/')), places)).resolves.toBeUndefined();
});

it('an export cannot replace a file in the backup folder by any name, and may be new there or elsewhere', async () => {
  const backups = join(folder, 'backups');
  mkdirSync(join(backups, 'reports'), { recursive: true });
  for (const path of ['x.backup', 'reports/day.csv']) writeFileSync(join(backups, ...path.split('/')), 'x');
  const refused = [join(backups, 'x.backup'), join(backups, 'reports', '..', 'x.backup')];
  if (process.platform !== 'win32') {
    symlinkSync(backups, join(folder, 'link'));
    refused.push(join(folder, 'link', 'x.backup'));
  }
  for (const file of refused) await expect(refuseBackupFile(file, backups), file).rejects.toBeInstanceOf(OwnFileError);
  for (const file of [join(backups, 'new.csv'), join(backups, 'reports', 'day.csv'), join(folder, 'x.backup'), join(folder, 'none', 'x')])
    await expect(refuseBackupFile(file, backups), file).resolves.toBeUndefined();
  await expect(refuseBackupFile(join(folder, 'x.backup'), join(folder, 'none'))).resolves.toBeUndefined();
});
