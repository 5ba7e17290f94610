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

/** The settings files' content as read by `readSettings`. */
export interface WrittenSettings {
  readonly written: { readonly system: unknown; readonly user: unknown };
  readonly locked: readonly string[];
}

/** A changed key, with the effective value before and after; null: not set. */
export interface ChangedSetting {
  readonly key: string;
  readonly before: SettingValue | null;
  readonly after: SettingValue | null;
}

/** Result of a set of changes. */
export interface SettingsDraft {
  /** The new content of the user's file. */
  readonly user: unknown;
  readonly problems: readonly KeyProblem[];
  /** The new settings; null while there are problems. */
  readonly settings: Settings | null;
  /** In schema order. */
  readonly changed: readonly ChangedSetting[];
}

/** The key with the PIN's hash. */
export const PIN_KEY = 'kiosk.pinHash';
/** Placeholder for the hash of a PIN that is not hashed yet. */
const HASH_TO_COME = `scrypt:${'0'.repeat(32)}:${'0'.repeat(64)}`;

/**
 * Applies changes to the user's own settings and validates the result. A value that is effective anyway, by the system-wide
 * file or by default, is removed from the user's file; all other content stays.
 * @param pinHash the hash of the changed PIN, once computed
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

/** Returns every key without children, as the form needs it. */
export function settingFields({ written, locked }: WrittenSettings): SettingField[] {
  return [...settingLeaves()].map(([key, { kind }]) => ({
    key,
    kind,
    own: toldOf(key, valueOf(valueAt(written.user, key.split('.')))),
    below: { ...below(key, written.system), value: toldOf(key, below(key, written.system).value) },
    locked: isLocked(key, locked),
  }));
}

/** Returns the value for the page; for people's data and secrets only whether it is set. */
function toldOf(key: string, value: SettingValue | null): SettingValue | null {
  return value !== null && isWithheld(key) ? WITHHELD : value;
}

/** Returns why a change must not be tried or saved. */
function problemBefore(key: string, change: SettingChange, locked: readonly string[]): SettingProblem | null {
  const leaf = settingLeaves().get(key);
  if (leaf === undefined || leaf.kind.kind === 'other') return { code: 'unknown-key' };
  if (isLocked(key, locked)) return { code: 'locked' };
  if (change.change !== 'pin') return null;
  const { shortest, longest } = PIN_LENGTH;
  return change.pin.length < shortest || change.pin.length > longest ? { code: 'pin-length', shortest, longest } : null;
}

/** Returns the value without the user's file. */
function below(key: string, system: unknown): SettingField['below'] {
  const set = valueOf(valueAt(system, key.split('.')));
  return set === null ? { value: settingLeaves().get(key)?.byDefault ?? null, origin: 'default' } : { value: set, origin: 'system' };
}

function effective(key: string, system: unknown, user: unknown): SettingValue | null {
  return valueOf(valueAt(user, key.split('.'))) ?? below(key, system).value;
}

/** A locked, invalid value cannot be shown in a form and counts as not set. */
function valueOf(value: unknown): SettingValue | null {
  return settingValueSchema
    .nullable()
    .catch(null)
    .parse(value ?? null);
}

/** Converts a zod issue to problems by key, and by list item or name below it. */
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

/** Returns the wrong text of a list, or the wrong name of a table. */
function itemOf(step: PropertyKey, input: unknown): string {
  if (typeof step !== 'number') return String(step);
  return typeof input === 'string' ? input : String(step + 1);
}
