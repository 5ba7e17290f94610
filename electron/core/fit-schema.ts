import * as z from 'zod';

/** The part of a value that fits its schema: all of it, all but some list elements, or nothing. */
export type FitResult<T> =
  | { readonly fits: true; readonly value: T; readonly dropped: number; readonly detail: string }
  | { readonly fits: false; readonly dropped: number; readonly detail: string };

/** Maximum length of a description of what does not fit. It contains keys and types, never values. */
const LONGEST_DETAIL = 500;

/**
 * Removes list elements that do not fit the schema, so that one invalid element does not invalidate the list. An error outside
 * a list makes the whole value invalid.
 * @param value is not changed
 */
export function fitSchema<T>(schema: z.ZodType<T>, value: unknown): FitResult<T> {
  const whole = schema.safeParse(value);
  if (whole.success) return { fits: true, value: whole.data, dropped: 0, detail: '' };
  const detail = z.prettifyError(new z.ZodError(whole.error.issues.slice(0, 3))).slice(0, LONGEST_DETAIL);
  const bad = elementsOf(whole.error.issues);
  if (bad === null) return { fits: false, dropped: 1, detail };
  const rest = schema.safeParse(without(value, bad));
  if (!rest.success) return { fits: false, dropped: 1, detail };
  const dropped = [...bad.values()].reduce((sum, { indices }) => sum + indices.size, 0);
  return { fits: true, value: rest.data, dropped, detail };
}

/** The elements to drop from one list. */
interface BadElements {
  readonly list: readonly PropertyKey[];
  readonly indices: Set<PropertyKey>;
}

/** Returns the outermost list elements that the issues are in; null if an issue is in no list. */
function elementsOf(issues: readonly z.core.$ZodIssue[]): Map<string, BadElements> | null {
  const bad = new Map<string, BadElements>();
  for (const { path } of issues) {
    const at = path.findIndex((key) => typeof key === 'number');
    const index = path[at];
    if (index === undefined) return null;
    const list = path.slice(0, at);
    const name = list.map(String).join('.');
    const known = bad.get(name) ?? { list, indices: new Set() };
    known.indices.add(index);
    bad.set(name, known);
  }
  return bad;
}

function without(value: unknown, bad: ReadonlyMap<string, BadElements>): unknown {
  let rest = value;
  for (const { list, indices } of bad.values()) rest = replaced(rest, list, indices);
  return rest;
}

/** Returns a copy of a value without some elements of the list at a path. */
function replaced(value: unknown, path: readonly PropertyKey[], indices: ReadonlySet<PropertyKey>): unknown {
  const [key, ...further] = path;
  if (key === undefined) return Array.isArray(value) ? value.filter((_element, index) => !indices.has(index)) : value;
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [key]: replaced(Reflect.get(value, key), further, indices) };
}
