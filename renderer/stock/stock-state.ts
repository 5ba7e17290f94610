import { create } from 'zustand';
import type { StockCard, StockPlace, StockQuery } from '../../shared/stock.js';
import { fetched } from '../state/query.js';
import { useCall } from '../state/use-call.js';
import { usePages, type Pages } from '../state/use-pages.js';

export type StockFilter = Omit<StockQuery, 'after'>;

/** Filters of the Stock screen. */
export const useStockFilter = create<StockFilter>(() => ({ text: '', status: null, location: null, box: null }));

/** Returns the cards that match a filter; fetched again whenever `revision` changes. */
export function useFoundCards(filter: StockFilter, revision: number): Pages<StockCard> {
  return usePages(['stock/search', filter], revision, async (after, signal) => {
    const { cards: rows, total, next } = await fetched('stock/search', { ...filter, after }, signal);
    return { rows, total, next };
  });
}

/** Returns the cards left in the boxes of every location; fetched again whenever `revision` changes. */
export function usePlaces(revision: number) {
  const { value, error } = useCall('stock/places', {}, { revision, isKept: true });
  return { places: [...(value?.places ?? [])].sort(byPlace), areWhole: value?.isWhole ?? true, error };
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Sorts box 2 before box 10. */
function byPlace(one: StockPlace, other: StockPlace): number {
  return names.compare(one.location, other.location) || names.compare(one.box, other.box);
}
