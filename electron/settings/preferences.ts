import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handlers } from '../core/answer-call.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { preferencesSchema, type Language, type Preferences } from '../../shared/preferences.js';
import { ok } from '../../shared/result.js';

/** Returns the file of the operator's preferences in a profile. */
export const preferencesFileOf = (profile: string): string => join(profile, 'preferences.json');

/**
 * Returns the language that the operator chose; null if none was chosen or the file cannot be read. Reads at once, because
 * Chromium takes its own language before it is ready, when nothing else waits yet.
 */
export function chosenLanguage(file: string): Language | null {
  try {
    return preferencesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).language;
  } catch {
    return null;
  }
}

/** Reads the operator's preferences; returns the given ones if there are none or they cannot be read. */
export async function readPreferences(file: string, otherwise: Preferences): Promise<Preferences> {
  return (await readJsonFile(file, preferencesSchema)) ?? otherwise;
}

/** The last started write to each file. */
const writing = new Map<string, Promise<void>>();

/**
 * Writes the preferences atomically and in order, because parallel writes would mix.
 * @throws the system's error if the profile cannot be written
 */
export function writePreferences(file: string, preferences: Preferences): Promise<void> {
  const before = writing.get(file) ?? Promise.resolve();
  // The earlier caller received its error.
  const write = before.catch(() => undefined).then(() => writeFileAtomically(file, JSON.stringify(preferences, null, 2)));
  writing.set(file, write);
  return write;
}

export interface DeskPreferences {
  readonly now: () => Preferences;
  readonly handlers: Pick<Handlers, 'station/setPreferences'>;
}

/** Keeps the preferences of the person at work: reports and writes changes. */
export function deskPreferences(
  { file, initial }: { readonly file: string; readonly initial: Preferences },
  tell: (change: { readonly preferences: Preferences }) => void,
): DeskPreferences {
  let preferences = initial;
  return {
    now: () => preferences,
    handlers: {
      'station/setPreferences': async (next) => {
        preferences = next;
        tell({ preferences });
        await writePreferences(file, next);
        return ok({});
      },
    },
  };
}
