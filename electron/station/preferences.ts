import { readFile, rename, writeFile } from 'node:fs/promises';
import { preferencesSchema, type Preferences } from '../../shared/preferences.js';

/**
 * Reads the operator's preferences; the given ones when there are none yet or they cannot be read:
 * a preference is never worth an error.
 */
export async function readPreferences(file: string, otherwise: Preferences): Promise<Preferences> {
  try {
    return preferencesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return otherwise;
  }
}

/** Writes the preferences whole or not at all. @throws the system's error when the profile cannot be written */
export async function writePreferences(file: string, preferences: Preferences): Promise<void> {
  const next = `${file}.new`;
  await writeFile(next, JSON.stringify(preferences, null, 2));
  await rename(next, file);
}
