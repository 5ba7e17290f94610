import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { PIN_LENGTH } from '../../shared/kiosk.js';
import {
  MAX_ITEM_LENGTH,
  settingValueSchema,
  type KeyProblem,
  type SettingChange,
  type SettingField,
  type SettingProblem,
  type SettingValue,
} from '../../shared/settings-draft.js';
import { WITHHELD } from '../../shared/settings-report.js';
import { settingLeaves } from './setting-kinds.js';
import { isLocked } from './settings-files.js';
import { settingProblemOf } from './settings-problems.js';
import { merge, valueAt, without, withoutValue, withValue } from './settings-tree.js';
import { isWithheld, settingsFileSchema, settingsSchema, type Settings } from './settings.js';

/** What the settings files say, as `readSettings` read them. */
export interface WrittenSettings {
  readonly written: { readonly system: unknown; readonly user: unknown };
  readonly locked: readonly string[];
}

/** A key whose own value is to be another one, with what counts now and what would count then; null: not set. */
export interface ChangedSetting {
  readonly key: string;
  readonly before: SettingValue | null;
  readonly after: SettingValue | null;
}

/** What changes come to. */
export interface SettingsDraft {
  /** The content of the user's file after them. */
  readonly user: unknown;
  readonly problems: readonly KeyProblem[];
  /** The settings after them; null while there are problems. */
  readonly settings: Settings | null;
  /** In the order of the schema. */
  readonly changed: readonly ChangedSetting[];
}

/** The key that holds what a PIN was made into. */
export const PIN_KEY = 'kiosk.pinHash';
/** Stands for the hash of a PIN that is not made yet. */
const HASH_TO_COME = `scrypt:${'0'.repeat(32)}:${'0'.repeat(64)}`;

/**
 * Lays changes over the user's own settings and checks the whole by the schema. A value that counts anyway, by the
 * machine's file or by default, is taken out of the user's file; everything there that no change names stays.
 *
 * @param pinHash the hash of the PIN among the changes, once it is made
 */
export function draftSettings(
  { written, locked }: WrittenSettings,
  changes: readonly SettingChange[],
  pinHash = HASH_TO_COME,
): SettingsDraft {
  const before = written.user;
  const problems: KeyProblem[] = [];
  let user = before;
  for (const change of changes) {
    const key = change.change === 'pin' ? PIN_KEY : change.key;
    const problem = problemBefore(key, change, locked);
    if (problem !== null) {
      problems.push({ key, item: null, problem });
      if (problem.code !== 'pin-length') continue;
    }
    const path = key.split('.');
    if (change.change === 'pin') user = withValue(user, path, pinHash);
    else if (change.change === 'reset' || isDeepStrictEqual(change.value, below(key, written.system).value))
      user = withoutValue(user, path);
    else user = withValue(user, path, change.value);
  }
  const merged = merge(written.system, without(user, locked));
  const parsed = settingsFileSchema.safeParse(merged, { reportInput: true });
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap(problemsOf));
  return {
    user,
    problems,
    settings: problems.length > 0 ? null : settingsSchema.parse(without(merged, ['$schema', 'locked'])),
    changed: [...settingLeaves().keys()]
      .filter((key) => !isDeepStrictEqual(valueAt(before, key.split('.')), valueAt(user, key.split('.'))))
      .map((key) => ({ key, before: effective(key, written.system, before), after: effective(key, written.system, user) })),
  };
}

/** Every key that has none below it, as a form needs it. */
export function settingFields({ written, locked }: WrittenSettings): SettingField[] {
  return [...settingLeaves()].map(([key, { kind }]) => ({
    key,
    kind,
    own: toldOf(key, valueOf(valueAt(written.user, key.split('.')))),
    below: { ...below(key, written.system), value: toldOf(key, below(key, written.system).value) },
    locked: isLocked(key, locked),
  }));
}

/** What the page is told of a value: of people and secrets only that there is one. */
function toldOf(key: string, value: SettingValue | null): SettingValue | null {
  return value !== null && isWithheld(key) ? WITHHELD : value;
}

/** What keeps a change from being tried at all, or from being kept. */
function problemBefore(key: string, change: SettingChange, locked: readonly string[]): SettingProblem | null {
  const leaf = settingLeaves().get(key);
  if (leaf === undefined || leaf.kind.kind === 'other') return { code: 'unknown-key' };
  if (isLocked(key, locked)) return { code: 'locked' };
  if (change.change !== 'pin') return null;
  const { shortest, longest } = PIN_LENGTH;
  return change.pin.length < shortest || change.pin.length > longest ? { code: 'pin-length', shortest, longest } : null;
}

/** What counts without the user's file. */
function below(key: string, system: unknown): SettingField['below'] {
  const set = valueOf(valueAt(system, key.split('.')));
  return set === null ? { value: settingLeaves().get(key)?.byDefault ?? null, origin: 'default' } : { value: set, origin: 'system' };
}

function effective(key: string, system: unknown, user: unknown): SettingValue | null {
  return valueOf(valueAt(user, key.split('.'))) ?? below(key, system).value;
}

/** What cannot be shown in a form, because it is locked away and wrong, counts as not set. */
function valueOf(value: unknown): SettingValue | null {
  return settingValueSchema
    .nullable()
    .catch(null)
    .parse(value ?? null);
}

/** A finding of zod's by the key it belongs to, and below that by the text or name that is wrong. */
function problemsOf(issue: z.core.$ZodIssue): KeyProblem[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const steps = path.map(String);
    const length = steps.findIndex((_, at) => settingLeaves().has(steps.slice(0, at + 1).join('.'))) + 1;
    const item = length === 0 ? undefined : path[length];
    return {
      key: steps.slice(0, length === 0 ? steps.length : length).join('.'),
      item: item === undefined ? null : itemOf(item, issue.input).slice(0, MAX_ITEM_LENGTH),
      problem: settingProblemOf(issue),
    };
  });
}

/** In a list the text that is wrong, in a table the name. */
function itemOf(step: PropertyKey, input: unknown): string {
  if (typeof step !== 'number') return String(step);
  return typeof input === 'string' ? input : String(step + 1);
}
