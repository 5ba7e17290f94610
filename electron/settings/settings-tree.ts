/** JSON trees addressed by paths. New objects are built from entries, so that no key, not even `__proto__`, has an effect. */

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value exists at the path. */
export function has(value: unknown, path: readonly PropertyKey[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (Array.isArray(value)) return typeof step === 'number' && step in value && has(value[step], rest);
  return isObject(value) && typeof step === 'string' && Object.hasOwn(value, step) && has(value[step], rest);
}

/** Returns the value at the path; undefined if none. */
export function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  return isObject(value) && Object.hasOwn(value, step) ? valueAt(value[step], rest) : undefined;
}

/** Merges `above` over `below` by key; lists are replaced whole. */
export function merge(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const belowEntries = new Map(Object.entries(below));
  const laid = Object.entries(above).map(
    ([key, value]) => [key, belowEntries.has(key) ? merge(belowEntries.get(key), value) : value] as const,
  );
  return Object.fromEntries([...belowEntries, ...laid]);
}

/** Returns the value without the keys at these paths. */
export function without(value: unknown, paths: readonly string[]): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !paths.includes(key))
      .map(([key, below]) => [
        key,
        without(
          below,
          paths.filter((path) => path.startsWith(`${key}.`)).map((path) => path.slice(key.length + 1)),
        ),
      ]),
  );
}

/** Returns the tree with another value at the path; the order of keys stays. */
export function withValue(tree: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const entries = new Map(isObject(tree) ? Object.entries(tree) : []);
  entries.set(step, withValue(entries.get(step), rest, value));
  return Object.fromEntries(entries);
}

/** Returns the tree without the value at the path and without objects that become empty. */
export function withoutValue(tree: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || !has(tree, path) || !isObject(tree)) return tree;
  const below = rest.length === 0 ? undefined : withoutValue(tree[step], rest);
  const isEmpty = below === undefined || (isObject(below) && Object.keys(below).length === 0);
  return Object.fromEntries(Object.entries(tree).flatMap(([key, old]) => (key !== step ? [[key, old]] : isEmpty ? [] : [[key, below]])));
}
