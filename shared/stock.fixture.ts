import { stockFields, stockMappingSchema, type StockMapping } from './stock.js';

/** For tests: the columns of a list of cards, of which those that are not given are in no list. */
export function stockColumns(given: Partial<StockMapping['columns']>): StockMapping['columns'] {
  return stockMappingSchema.shape.columns.parse(Object.fromEntries(stockFields.map((field) => [field, given[field] ?? null])));
}
