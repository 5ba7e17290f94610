import type { z } from 'zod';

/** What is wrong in a settings file, where, and what to do about it. */
export interface SettingsProblem {
  readonly file: string;
  /** Counted from 1; null where the file as a whole is meant. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** The key's path, e.g. `server.url`; empty for the file as a whole. */
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** One line for a terminal, a log or a dialog: `FILE:LINE:COLUMN: KEY PROBLEM. REMEDY.` */
export function describeProblem({ file, place, key, problem, remedy }: SettingsProblem): string {
  const where = place === null ? file : `${file}:${String(place.line)}:${String(place.column)}`;
  return `${where}: ${key === '' ? '' : `${key} `}${problem}. ${remedy}.`;
}

/** A finding of the schema: the path to it, what is wrong, what to do. One for each key, as zod puts unknown keys together. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly remedy: string;
}

/** Puts a finding of zod's into words. `known` are all keys that there are. */
export function findingsOf(issue: z.core.$ZodIssue, known: readonly string[]): Finding[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], problem: 'is no key that the station knows', remedy: otherKey([...path, key], known) }));
    case 'invalid_type':
      return issue.input === undefined
        ? [{ path, problem: 'is missing', remedy: `Add it as ${kinds[issue.expected] ?? issue.expected}` }]
        : [{ path, problem: `is not ${kinds[issue.expected] ?? issue.expected}`, remedy: `Write ${kinds[issue.expected] ?? issue.expected}` }];
    case 'invalid_value':
      return [{ path, problem: 'is none of the values it can have', remedy: `Write one of: ${issue.values.map((value) => JSON.stringify(value)).join(', ')}` }];
    case 'too_small':
      return typeof issue.minimum === 'number' && issue.origin !== 'number' && issue.origin !== 'int'
        ? [{ path, problem: 'is empty', remedy: 'Write something into it, or remove the key' }]
        : [{ path, problem: 'is too small', remedy: `Write a number ${issue.inclusive === true ? 'from' : 'above'} ${String(issue.minimum)}` }];
    case 'too_big':
      return [{ path, problem: 'is too big', remedy: `Write ${String(issue.maximum)} at most` }];
    case 'invalid_format':
      return [{ path, problem: issue.format === 'regex' || issue.format === 'starts_with' ? 'is not written as it must be' : issue.message, remedy: formatRemedy(issue) }];
    default:
      return [{ path, problem: 'is not allowed', remedy: issue.message }];
  }
}

/** A path as people write it: `cards.contactlessUidReaders[0]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`)).join('').replace(/^\./, '');
}

const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false, without quotation marks',
  string: 'text in double quotation marks',
  number: 'a number, without quotation marks',
  int: 'a whole number, without quotation marks',
  array: 'a list in square brackets',
  object: 'an object in braces',
};

function formatRemedy(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'url') return 'Write the whole address, e.g. https://cm.example.org';
  if (issue.format === 'starts_with' && 'prefix' in issue) return `Begin it with ${String(issue.prefix)}`;
  if (issue.message.includes('control character')) return 'Write each backslash twice: C:\\\\folder\\\\file.csv';
  return issue.message;
}

/** The known key that was probably meant. */
function otherKey(path: readonly PropertyKey[], known: readonly string[]): string {
  const written = keyOf(path);
  const parent = written.includes('.') ? written.slice(0, written.lastIndexOf('.') + 1) : '';
  const last = String(path.at(-1)).toLowerCase();
  const elsewhere = known.find((key) => key.toLowerCase().endsWith(`.${last}`) || key.toLowerCase() === last);
  const beside = known.filter((key) => key.startsWith(parent) && !key.slice(parent.length).includes('.'));
  const near = beside.find((key) => distance(key.slice(parent.length).toLowerCase(), last) <= 2) ?? elsewhere;
  if (near !== undefined) return `Did you mean ${near}? Otherwise remove it`;
  return beside.length === 0 ? 'Remove it' : `Remove it, or use one of: ${beside.join(', ')}`;
}

/** Levenshtein's distance. */
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
