import { existsSync } from 'node:fs';
import type * as z from 'zod';
import type { StockCard, StockCounts, StockPage, StockPlace, StockQuery, StockStatus, stockTexts } from '../../shared/stock.js';
import { createOnFirstWrite, startStoreWorker, type EmptyStoreAnswers } from './store-worker.js';
import { remoteStore, type SendCall } from './worker-protocol.js';

/** A card from a list. */
export interface NewStockCard extends Pick<StockCard, keyof z.infer<typeof stockTexts> | 'raw' | 'status'> {
  /** Identifies the card: its id in hex, or `serial:` and its serial number. */
  readonly key: string;
  /** The serial number in comparable form; empty if there is none. */
  readonly serialKey: string;
}

export interface ImportOutcome {
  /** Number of cards added; 0 if one of them existed already, because then none is added. */
  readonly added: number;
  readonly isWhole: boolean;
}

/** The blank cards of the office. Each writing call is on the disk when its promise resolves. Rejects with JournalError. */
export interface Stock {
  counts(): Promise<StockCounts>;
  /** Returns boxes with cards, by location and name, at most `limit`. */
  places(limit: number): Promise<readonly StockPlace[]>;
  search(query: StockQuery): Promise<StockPage>;
  find(stockId: number): Promise<StockCard | null>;
  /** Returns the card with one of these keys, or with one of them as its serial number. */
  findByKeys(keys: readonly string[]): Promise<StockCard | null>;
  /** Returns those keys and serial numbers that exist already. */
  known(cards: readonly Pick<NewStockCard, 'key' | 'serialKey'>[]): Promise<readonly string[]>;
  /** Stages cards for the next {@link commit}. Nothing is written yet. */
  stage(cards: readonly NewStockCard[]): Promise<void>;
  /** Writes all staged cards in one transaction, or none. */
  commit(at: string): Promise<ImportOutcome>;
  /** Discards the staged cards. */
  unstage(): Promise<void>;
  /** Sets the status of a card, with the reason; null if there is no such card. */
  mark(stockId: number, status: StockStatus, reason: string, at: string): Promise<StockCard | null>;
  /** Marks bound cards as used. Each binding counts once, whatever happened to its card since. @returns how many cards changed */
  use(bound: readonly { readonly key: string; readonly bindingId: string; readonly at: string }[]): Promise<number>;
  /** Returns the number of the last journal entry whose bindings were counted; 0 at first. */
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
 * Opens the card stock in a worker thread of its own. A missing one is created by the first import.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened: permissions, damaged, in use, or written by a newer version
 */
export async function openStock(script: string, options: { readonly path: string; readonly key: string | null }): Promise<Stock> {
  const begin = (): Promise<SendCall> => startStoreWorker(script, { store: 'stock', ...options });
  return remoteStore('stock', existsSync(options.path) ? await begin() : createOnFirstWrite(begin, noStock));
}
