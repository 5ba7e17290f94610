import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anyScanner, type Preferences } from '../../shared/preferences.js';
import { chosenLanguage, readPreferences, writePreferences } from './preferences.js';

const otherwise: Preferences = { language: 'en', theme: 'system', textSize: 'normal', sounds: true, scanner: anyScanner };
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preferences-'));
  file = join(folder, 'preferences.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('the last of many parallel writes is read', async () => {
  const themes = ['light', 'dark', 'system'] as const;
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => writePreferences(file, { ...otherwise, theme: themes[index % 3] ?? 'light' })),
  );
  await writePreferences(file, { ...otherwise, theme: 'dark' });
  expect(await readPreferences(file, otherwise)).toEqual({ ...otherwise, theme: 'dark' });
  expect(await readdir(folder)).toEqual(['preferences.json']);
});

it('a failed write is reported and does not block later ones', async () => {
  const nowhere = join(folder, 'none', 'preferences.json');
  await expect(writePreferences(nowhere, otherwise)).rejects.toThrow(/ENOENT/);
  await expect(writePreferences(nowhere, otherwise)).rejects.toThrow(/ENOENT/);
  await writePreferences(file, otherwise);
  expect(await readPreferences(file, { ...otherwise, theme: 'dark' })).toEqual(otherwise);
});

it('the chosen language is known at once, and not guessed from a file that is missing or damaged', async () => {
  expect(chosenLanguage(file)).toBeNull();
  await writePreferences(file, { ...otherwise, language: 'nl' });
  expect(chosenLanguage(file)).toBe('nl');
  for (const damaged of ['', '{"language":"nl"', '{"language":"--proxy-server=x","theme":"dark"}']) {
    await writeFile(file, damaged);
    expect(chosenLanguage(file)).toBeNull();
  }
});
