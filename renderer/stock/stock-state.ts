import { create } from 'zustand';
import type { StationError } from '../../shared/errors.js';
import type { StockCard, StockPlace, StockQuery } from '../../shared/stock.js';
import { call } from '../state/client.js';

export type StockFilter = Omit<StockQuery, 'after'>;

interface StockStore {
  readonly filter: StockFilter;
  readonly cards: readonly StockCard[];
  readonly total: number;
  /** Asks for the next page; null: all are here. */
  readonly next: number | null;
  readonly loading: boolean;
  readonly error: StationError | null;
  /** The boxes of every location. */
  readonly places: readonly StockPlace[];
  readonly placesAreWhole: boolean;
}

const noFilter: StockFilter = { text: '', status: null, location: null, box: null };

/** What the Stock screen has found so far. */
export const useStock = create<StockStore>(() => ({
  filter: noFilter,
  cards: [],
  total: 0,
  next: null,
  loading: true,
  error: null,
  places: [],
  placesAreWhole: true,
}));

/** Numbers the searches, so that a slow answer to an old one is dropped. */
let searches = 0;

/** Looks anew with a changed filter. */
export async function look(change: Partial<StockFilter> = {}): Promise<void> {
  const filter = { ...useStock.getState().filter, ...change };
  const search = (searches += 1);
  useStock.setState({ filter, loading: true });
  const answer = await call('stock/search', { ...filter, after: null });
  if (search !== searches) return;
  useStock.setState(
    answer.ok ? { ...answer.value, loading: false, error: null } : { cards: [], total: 0, next: null, loading: false, error: answer.error },
  );
}

/** Fetches the page after the last one, if there is one and none is under way. */
export async function more(): Promise<void> {
  const { filter, next, loading } = useStock.getState();
  if (next === null || loading) return;
  const search = searches;
  useStock.setState({ loading: true });
  const answer = await call('stock/search', { ...filter, after: next });
  if (search !== searches) return;
  const { cards } = useStock.getState();
  useStock.setState(
    answer.ok
      ? { cards: [...cards, ...answer.value.cards], next: answer.value.next, total: answer.value.total, loading: false, error: null }
      : { loading: false, error: answer.error },
  );
}

/** Counts anew what is left in every box. */
export async function countPlaces(): Promise<void> {
  const answer = await call('stock/places', {});
  if (answer.ok) useStock.setState({ places: [...answer.value.places].sort(byPlace), placesAreWhole: answer.value.isWhole });
  else useStock.setState({ error: answer.error });
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Box 2 before box 10. */
function byPlace(one: StockPlace, other: StockPlace): number {
  return names.compare(one.location, other.location) || names.compare(one.box, other.box);
}
