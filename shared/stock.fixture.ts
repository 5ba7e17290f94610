import { stockFields, stockMappingSchema, type StockMapping } from './stock.js';

/** Returns a column mapping in which all fields but the given ones have no column. */
export function stockColumns(given: Partial<StockMapping['columns']>): StockMapping['columns'] {
  return stockMappingSchema.shape.columns.parse(Object.fromEntries(stockFields.map((field) => [field, given[field] ?? null])));
}
