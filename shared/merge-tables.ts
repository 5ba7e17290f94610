/** All tables of an object merged into one type, with every key. */
export type MergedTables<T extends object> = Flat<Together<T[keyof T]>>;

type Together<U> = (U extends unknown ? (part: U) => void : never) extends (whole: infer W) => void ? W : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/**
 * Merges the tables of all features into one.
 *
 * @throws Error if two tables have the same key, because one would be lost
 */
export function mergeTables<T extends Readonly<Record<string, object>>>(tables: T): MergedTables<T> {
  const whole: Record<string, unknown> = {};
  for (const [feature, table] of Object.entries(tables)) {
    for (const [key, value] of Object.entries(table)) {
      if (key in whole) throw new Error(`${feature} has ${key}, which another feature has too`);
      whole[key] = value;
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every key of every table was copied unchanged
  return whole as MergedTables<T>;
}
