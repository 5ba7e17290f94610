/** All of an object's tables as one: every key of each, with its type. */
export type MergedTables<T extends object> = Flat<Together<T[keyof T]>>;

type Together<U> = (U extends unknown ? (part: U) => void : never) extends (whole: infer W) => void ? W : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/**
 * Joins the tables of all features, whose names do not matter, to one.
 *
 * @throws Error where two of them have the same key: one would be lost
 */
export function mergeTables<T extends Readonly<Record<string, object>>>(tables: T): MergedTables<T> {
  const whole: Record<string, unknown> = {};
  for (const [feature, table] of Object.entries(tables)) {
    for (const [key, value] of Object.entries(table)) {
      if (key in whole) throw new Error(`${feature} has ${key}, which another feature has too`);
      whole[key] = value;
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every key of every table was just taken over as it is
  return whole as MergedTables<T>;
}
