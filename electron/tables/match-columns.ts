import { createHash } from 'node:crypto';
import { plainName } from './plain-name.js';

/** The column of each field, from 0; null if there is none. */
export type Columns<Field extends string> = Readonly<Record<Field, number | null>>;

/** The known column names of each field, in all languages. */
export type KnownNames<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/**
 * Finds the columns of fields by their known names, ignoring case, accents, spaces and punctuation. A field whose
 * names several columns have gets none; the operator chooses.
 */
export function matchColumns<Field extends string>(
  header: readonly string[],
  known: KnownNames<Field>,
  fields: readonly Field[],
): Columns<Field> {
  const plain = header.map(plainName);
  const columnOf = (field: Field): number | null => {
    const names = known[field].map(plainName);
    const columns = plain.flatMap((name, column) => (names.includes(name) ? [column] : []));
    return columns.length === 1 ? (columns[0] ?? null) : null;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field of the list is in it, which `fromEntries` cannot say
  return Object.fromEntries(fields.map((field) => [field, columnOf(field)])) as Columns<Field>;
}

/** Returns a signature of a header, the same for the next file of the same supplier. */
export function headerSignature(header: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(header.map(plainName)))
    .digest('hex');
}

/** Returns all known column names, for {@link ReadOptions.columnNames}. */
export function namesOf(known: KnownNames<string>): readonly string[] {
  return Object.values(known).flat();
}
