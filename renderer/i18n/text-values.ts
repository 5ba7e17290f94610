/** Texts by key, in any depth. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/**
 * Returns the texts of another language in the order of the English keys.
 *
 * @throws Error if the keys are not those of English
 */
export function valuesInOrder(english: TextTree, other: TextTree): string[] {
  const missing = Object.keys(english).find((key) => !(key in other)) ?? Object.keys(other).find((key) => !(key in english));
  if (missing !== undefined) throw new Error(`English and another language do not both have ${missing}`);
  return Object.entries(english).flatMap(([key, text]) => {
    const said = other[key];
    if (typeof text === 'string' && typeof said === 'string') return [said];
    if (typeof text === 'object' && typeof said === 'object') return valuesInOrder(text, said);
    throw new Error(`${key} is a text in one language and a group of texts in the other`);
  });
}

/** Returns texts with the English keys; the reverse of {@link valuesInOrder}. */
export function withKeys(english: TextTree, values: readonly string[]): TextTree {
  let at = 0;
  const named = (tree: TextTree): TextTree =>
    Object.fromEntries(Object.entries(tree).map(([key, text]) => [key, typeof text === 'string' ? (values[at++] ?? '') : named(text)]));
  return named(english);
}
