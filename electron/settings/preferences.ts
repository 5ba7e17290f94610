import type { Handlers } from '../core/answer-call.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { preferencesSchema, type Preferences } from '../../shared/preferences.js';
import { ok } from '../../shared/result.js';

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
