import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OwnFileError, spareOwnFiles, type OwnPlaces } from './own-files.js';
import { testFolder } from './test-folder.fixture.js';

let folder: string;
let places: OwnPlaces;
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
    ['by way of a folder above', 'profile/journal/../settings.json'],
  ])('%s', async (_what, path) => {
    await expect(spareOwnFiles(join(folder, ...path.split('/')), places)).rejects.toBeInstanceOf(OwnFileError);
  });

  it.skipIf(process.platform === 'win32')('through a link to the folder', async () => {
    symlinkSync(join(places.profile, 'journal'), join(folder, 'harmless'));
    await expect(spareOwnFiles(join(folder, 'harmless', 'journal.db'), places)).rejects.toBeInstanceOf(OwnFileError);
  });
});

it.each([
  ['a new file beside the settings', 'profile/report.csv'],
  ['a file elsewhere', 'report.csv'],
  ['a folder that is not there, which the writing will say', 'nowhere/report.csv'],
])('%s is none of the station’s own', async (_what, path) => {
  await expect(spareOwnFiles(join(folder, ...path.split('/')), places)).resolves.toBeUndefined();
});
