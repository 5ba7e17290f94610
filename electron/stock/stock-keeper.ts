import * as z from 'zod';
import type { BindingView } from '../../shared/bindings.js';
import type { CardId } from '../../shared/cards.js';
import type { StockAction, StockCard, StockJudgement, StockReason, StockStatus, StockSummary } from '../../shared/stock.js';
import { Yielder } from '../core/yielding.js';
import type { Journal } from '../store/journal.js';
import type { Stock } from '../store/stock.js';

export interface StockKeeperDeps {
  readonly stock: Stock;
  readonly journal: Pick<Journal, 'entries' | 'note'>;
  /** The settings' action for each reason to object to a card. */
  readonly policy: Readonly<Record<StockReason, StockAction>>;
  readonly lowAt: number;
  readonly confirmSerial: boolean;
  readonly now: () => Date;
  /** Called for every change of the stock. */
  readonly onChanged: (summary: StockSummary) => void;
  /** Called when a bound card cannot be taken out of stock. */
  readonly onTrouble: (error: unknown) => void;
}

/** Journal entries per read. */
const ENTRIES = 200;

/** The part of a journal entry that shows a bound card. */
const boundEntry = z.object({
  at: z.string(),
  binding: z.object({ bindingId: z.string(), cardId: z.object({ raw: z.string() }), state: z.object({ state: z.literal('bound') }) }),
});

/** The stock of blank cards: its counts, its check of a card, and removing bound cards. */
export class StockKeeper {
  readonly #deps: StockKeeperDeps;
  #summary: StockSummary;
  /** Reconciliations run one at a time. */
  #reconciling: Promise<void> = Promise.resolve();

  constructor(deps: StockKeeperDeps) {
    this.#deps = deps;
    this.#summary = {
      revision: 0,
      counts: { 'in-stock': 0, used: 0, lost: 0 },
      lowAt: deps.lowAt,
      confirmSerial: deps.confirmSerial,
    };
  }

  get summary(): StockSummary {
    return this.#summary;
  }

  /** Counts and reports the stock. @throws JournalError */
  async changed(): Promise<void> {
    const counts = await this.#deps.stock.counts();
    this.#summary = { ...this.#summary, revision: this.#summary.revision + 1, counts };
    this.#deps.onChanged(this.#summary);
  }

  /** Counts the stock and removes cards whose binding the previous process left unhandled. */
  async start(): Promise<void> {
    try {
      await this.changed();
      const { 'in-stock': left, used, lost } = this.#summary.counts;
      // Before the first list there is nothing to remove; an import reads the whole journal itself.
      if (left + used + lost > 0) await this.reconcile(await this.#reconciledTo());
    } catch (error) {
      this.#deps.onTrouble(error);
    }
  }

  /** Returns how far the journal was processed; 0 if it is shorter than that, as after a restore. */
  async #reconciledTo(): Promise<number> {
    const after = await this.#deps.stock.reconciledTo();
    const isThere = after === 0 || (await this.#deps.journal.entries(after - 1, 1)).length > 0;
    return isThere ? after : 0;
  }

  /**
   * Removes bound cards and returns the number of the last processed entry; null without a stock.
   * @throws JournalError
   */
  async takenTo(): Promise<number | null> {
    const { stock } = this.#deps;
    const { 'in-stock': left, used, lost } = await stock.counts();
    if (left + used + lost === 0) return null;
    await this.reconcile(await this.#reconciledTo());
    return stock.reconciledTo();
  }

  /** Takes a bound card out of stock. A failed write is repeated at the next start. */
  bound({ bindingId, cardId }: Pick<BindingView, 'bindingId' | 'cardId'>): void {
    const { stock, now, onTrouble } = this.#deps;
    stock
      .use([{ key: cardId.raw, bindingId, at: now().toISOString() }])
      .then((taken) => (taken > 0 ? this.changed() : undefined))
      .catch(onTrouble);
  }

  /**
   * Reads the journal after an entry and takes every bound card out of stock; counts each binding once.
   * @param after the entry's number; 0: the whole journal, as after an import, whose cards may already be bound
   * @throws JournalError
   */
  reconcile(after: number): Promise<void> {
    const next = this.#reconciling.catch(() => undefined).then(() => this.#reconcileNow(after));
    this.#reconciling = next;
    return next;
  }

  async #reconcileNow(after: number): Promise<void> {
    const { journal, stock } = this.#deps;
    const turns = new Yielder();
    let taken = 0;
    for (let seq = after; ;) {
      const entries = await journal.entries(seq, ENTRIES);
      turns.restart();
      const bound: { key: string; bindingId: string; at: string }[] = [];
      for (const { body } of entries) {
        const entry = boundEntry.safeParse(JSON.parse(body));
        if (entry.success) bound.push({ key: entry.data.binding.cardId.raw, bindingId: entry.data.binding.bindingId, at: entry.data.at });
        await turns.yieldIfDue();
      }
      if (bound.length > 0) taken += await stock.use(bound);
      seq = entries.at(-1)?.seq ?? seq;
      if (entries.length < ENTRIES) {
        await stock.setReconciledTo(seq);
        break;
      }
    }
    if (taken > 0) await this.changed();
  }

  /** Returns what the stock says about a card. @throws JournalError if it cannot be read */
  async judge(cardId: Pick<CardId, 'raw'>): Promise<StockJudgement> {
    const card = await this.#deps.stock.findByKeys(keysOf(cardId));
    const reason = card === null ? 'not-in-stock' : card.status === 'in-stock' ? null : card.status;
    return { card, reason, action: reason === null ? 'off' : this.#deps.policy[reason] };
  }

  /** Sets a card's status, journaled first. @returns null if there is no such card @throws JournalError */
  async mark(stockId: number, status: StockStatus, reason: string): Promise<StockCard | null> {
    const { stock, journal, now } = this.#deps;
    const card = await stock.find(stockId);
    if (card === null) return null;
    const { raw, serial, box, location, status: before } = card;
    await journal.note('stock-marked', { card: raw ?? '', serial, box, location, before, status, reason });
    const marked = await stock.mark(stockId, status, reason, now().toISOString());
    await this.changed();
    return marked;
  }
}

/** Returns the keys of a card in lists: its bytes, padded with zeros if fewer than 16. */
function keysOf({ raw }: Pick<CardId, 'raw'>): readonly string[] {
  return raw.length < 32 ? [raw, raw.padEnd(32, '0')] : [raw];
}
