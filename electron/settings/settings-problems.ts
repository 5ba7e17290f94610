import type * as z from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import type { SettingProblem } from '../../shared/settings-draft.js';
import { formatIn, settingFormatTexts } from './settings-formats.js';

/** A problem in a settings file, with its position and remedy. */
export interface SettingsProblem {
  readonly file: string;
  /** Counted from 1; null for the whole file. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** The key's path, e.g. `server.url`; empty for the whole file. */
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Formats a problem as one line for a terminal, log or dialog: `FILE:LINE:COLUMN: KEY PROBLEM. REMEDY.` */
export function describeProblem({ file, place, key, problem, remedy }: SettingsProblem): string {
  const where = place === null ? file : `${file}:${String(place.line)}:${String(place.column)}`;
  const isNamed = key === '' || problem.includes(`"${key}"`);
  return `${where}: ${isNamed ? '' : `${key} `}${problem}. ${remedy}.`;
}

/** A validation problem: path, problem and remedy; one per key, because zod groups unknown keys. */
export interface SettingFinding {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly remedy: string;
}

/** Describes a zod issue. `known` are all existing keys. */
export function findingsOf(issue: z.core.$ZodIssue, known: readonly string[]): SettingFinding[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      problem: unknownSetting([...path, key]),
      remedy: otherKey([...path, key], known),
    }));
  }
  return [{ path, ...textsFor(settingProblemOf(issue)) }];
}

/** Returns a zod issue as code and facts. */
export function settingProblemOf(issue: z.core.$ZodIssue): SettingProblem {
  const format = issue.code === 'invalid_format' || issue.code === 'custom' ? formatIn(issue.message) : undefined;
  // For an empty text, "empty" is the better message.
  if (format !== undefined) return issue.input === '' ? { code: 'empty' } : { code: 'format', format };
  switch (issue.code) {
    case 'unrecognized_keys':
      return { code: 'unknown-key' };
    case 'invalid_type':
      return { code: issue.input === undefined ? 'missing' : 'wrong-kind', expected: issue.expected };
    case 'invalid_value':
      return { code: 'not-an-option', options: issue.values.map(String) };
    case 'too_small':
      return typeof issue.minimum === 'number' && (issue.origin === 'number' || issue.origin === 'int')
        ? { code: 'too-small', minimum: issue.minimum, inclusive: issue.inclusive === true }
        : { code: 'empty' };
    case 'too_big':
      return { code: 'too-big', maximum: Number(issue.maximum) };
    case 'invalid_key':
      return { code: 'empty' };
    default:
      return { code: 'other', detail: issue.message };
  }
}

function unknownSetting(path: readonly PropertyKey[]): string {
  return `Unknown setting "${keyOf(path)}"`;
}

function textsFor(found: SettingProblem): Pick<SettingFinding, 'problem' | 'remedy'> {
  switch (found.code) {
    case 'unknown-key':
      return { problem: 'is an unknown setting', remedy: 'Remove it' };
    case 'locked':
      return { problem: 'is locked by the administrator', remedy: 'Remove it' };
    case 'missing':
      return { problem: 'is missing', remedy: `Add it as ${kinds[found.expected]?.name ?? found.expected}` };
    case 'wrong-kind': {
      const kind = kinds[found.expected] ?? { name: found.expected, remedy: `Change it to ${found.expected}` };
      return { problem: `must be ${kind.name}`, remedy: kind.remedy };
    }
    case 'not-an-option':
      return {
        problem: 'has an invalid value',
        remedy: `Use one of: ${found.options.map((value) => JSON.stringify(value)).join(', ')}`,
      };
    case 'empty':
      return { problem: 'is empty', remedy: 'Enter a value, or remove the key' };
    case 'too-small':
      return {
        problem: 'is too small',
        remedy: found.inclusive ? `Enter ${String(found.minimum)} or more` : `Enter more than ${String(found.minimum)}`,
      };
    case 'too-big':
      return { problem: 'is too large', remedy: `Enter at most ${String(found.maximum)}` };
    case 'format':
      return settingFormatTexts[found.format];
    case 'pin-length':
      return { problem: 'is too short or too long', remedy: `Use ${String(found.shortest)} to ${String(found.longest)} characters` };
    case 'other':
      return { problem: 'is not allowed', remedy: found.detail };
    default:
      return assertNever(found);
  }
}

/** Formats a path: `cards.contactlessUidReaders[0]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** The name of each JSON type in messages, and how to write a value of it. */
const kinds: Readonly<Record<string, { readonly name: string; readonly remedy: string }>> = {
  boolean: { name: 'true or false', remedy: 'Write true or false, without quotation marks' },
  string: { name: 'text', remedy: 'Enter text in double quotation marks' },
  number: { name: 'a number', remedy: 'Enter a number, without quotation marks' },
  int: { name: 'a whole number', remedy: 'Enter a whole number, without quotation marks' },
  array: { name: 'a list', remedy: 'Enter a list in square brackets' },
  object: { name: 'an object', remedy: 'Enter an object in braces' },
};

/** Returns the known key that was probably meant. */
function otherKey(path: readonly PropertyKey[], known: readonly string[]): string {
  const written = keyOf(path);
  const parent = written.includes('.') ? written.slice(0, written.lastIndexOf('.') + 1) : '';
  const last = String(path.at(-1)).toLowerCase();
  const elsewhere = known.find((key) => key.toLowerCase().endsWith(`.${last}`) || key.toLowerCase() === last);
  const beside = known.filter((key) => key.startsWith(parent) && !key.slice(parent.length).includes('.'));
  const near = beside.find((key) => distance(key.slice(parent.length).toLowerCase(), last) <= 2) ?? elsewhere;
  if (near !== undefined) return `Did you mean "${near}"? If not, remove it`;
  return beside.length === 0 ? 'Remove it' : `Remove it, or use one of: ${beside.join(', ')}`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
