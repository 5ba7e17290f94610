import type { Handlers } from '../core/answer-call.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { preferencesSchema, type Preferences } from '../../shared/preferences.js';
import { ok } from '../../shared/result.js';

/**
 * Reads the operator's preferences; the given ones when there are none yet or they cannot be read:
 * a preference is never worth an error.
 */
export async function readPreferences(file: string, otherwise: Preferences): Promise<Preferences> {
  return (await readJsonFile(file, preferencesSchema)) ?? otherwise;
}

/** The last write to each file that was begun. */
const writing = new Map<string, Promise<void>>();

/**
 * Writes the preferences whole or not at all, in the order of the calls: two writes at once would mix in one file.
 *
 * @throws the system's error when the profile cannot be written
 */
export function writePreferences(file: string, preferences: Preferences): Promise<void> {
  const before = writing.get(file) ?? Promise.resolve();
  // Whoever asked for the write before was told of its error.
  const write = before.catch(() => undefined).then(() => writeFileAtomically(file, JSON.stringify(preferences, null, 2)));
  writing.set(file, write);
  return write;
}

export interface DeskPreferences {
  readonly now: () => Preferences;
  readonly handlers: Pick<Handlers, 'station/setPreferences'>;
}

/** Keeps the preferences of whoever works here: told and written as they change. */
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
