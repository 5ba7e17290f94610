import { mergeTables, type MergedTables } from '../../shared/merge-tables.js';

/** Joins the handlers of all features, each created with `deps`. @throws Error if two handle the same call */
export function joinHandlers<D, F extends Readonly<Record<string, (deps: D) => object>>>(
  features: F,
  deps: D,
): MergedTables<{ readonly [K in keyof F]: ReturnType<F[K]> }> {
  const made = Object.entries(features).map(([feature, handlersOf]) => [feature, handlersOf(deps)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each feature's handlers have its name as key
  return mergeTables(Object.fromEntries(made) as { readonly [K in keyof F]: ReturnType<F[K]> });
}
