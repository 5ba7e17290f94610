import { existsSync } from 'node:fs';
import type { StockCard, StockCounts, StockPage, StockPlace, StockQuery, StockStatus } from '../../shared/stock.js';
import { createOnFirstWrite, startStoreWorker, type EmptyStoreAnswers } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A card as a list brings it. */
export interface NewStockCard {
  /** What it is known by: the id's bytes in hex, or else `serial:` and its serial number. */
  readonly key: string;
  readonly raw: string | null;
  readonly serial: string;
  /** The serial number as it is compared; empty where there is none. */
  readonly serialKey: string;
  readonly box: string;
  readonly location: string;
  readonly status: StockStatus;
}

export interface ImportOutcome {
  /** How many cards were added; 0 when one of them was there already, and then none was. */
  readonly added: number;
  readonly isWhole: boolean;
}

/** The blank cards of the office. Each writing call is on the disk when its promise resolves. Rejects with JournalError. */
export interface Stock {
  counts(): Promise<StockCounts>;
  /** Boxes with cards, by location and name, at most `limit`. */
  places(limit: number): Promise<readonly StockPlace[]>;
  search(query: StockQuery): Promise<StockPage>;
  find(stockId: number): Promise<StockCard | null>;
  /** The card that has one of these keys, or a serial number written like one of them. */
  findByKeys(keys: readonly string[]): Promise<StockCard | null>;
  /** Those of the keys and serial numbers that are there already. */
  known(cards: readonly Pick<NewStockCard, 'key' | 'serialKey'>[]): Promise<readonly string[]>;
  /** Takes more cards for the next {@link commit}; nothing is written yet. */
  stage(cards: readonly NewStockCard[]): Promise<void>;
  /** Writes all staged cards in one transaction, or none of them. */
  commit(at: string): Promise<ImportOutcome>;
  /** Forgets what was staged. */
  unstage(): Promise<void>;
  /** Sets a card's status, with the reason; null when there is no such card. */
  mark(stockId: number, status: StockStatus, reason: string, at: string): Promise<StockCard | null>;
  /** Takes cards out of stock that were bound; a binding counts once, whatever happened to its card since. @returns how many cards changed */
  use(bound: readonly { readonly key: string; readonly bindingId: string; readonly at: string }[]): Promise<number>;
  /** The journal's entry up to which bindings were taken out of stock; 0 at first. */
  reconciledTo(): Promise<number>;
  setReconciledTo(seq: number): Promise<void>;
  close(): Promise<void>;
}

const noStock: EmptyStoreAnswers<'stock'> = {
  counts: { 'in-stock': 0, used: 0, lost: 0 },
  places: [],
  search: { cards: [], next: null, total: 0 },
  find: null,
  findByKeys: null,
  known: [],
  unstage: undefined,
  use: 0,
  close: undefined,
};

/**
 * Opens the stock in a worker thread of its own. Where there is none, it is begun by the first list that is imported.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when it cannot be opened: no access, damaged, in use, or written by a newer version
 */
export async function openStock(script: string, options: { readonly path: string; readonly key: string | null }): Promise<Stock> {
  const begin = (): Promise<SendCall> => startStoreWorker(script, { store: 'stock', ...options });
  return remoteStore('stock', existsSync(options.path) ? await begin() : createOnFirstWrite(begin, noStock));
}
