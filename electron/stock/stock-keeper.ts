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
  /** What the administrator wants done about a card that is not as it should be. */
  readonly policy: Readonly<Record<StockReason, StockAction>>;
  readonly lowAt: number;
  readonly confirmSerial: boolean;
  readonly now: () => Date;
  /** Told of every change of the stock. */
  readonly onChanged: (summary: StockSummary) => void;
  /** Told when what was bound cannot be taken out of stock. */
  readonly onTrouble: (error: unknown) => void;
}

/** Journal entries looked through in one go. */
const ENTRIES = 200;

/** As much of a journal entry as says that a card was bound. */
const boundEntry = z.object({
  at: z.string(),
  binding: z.object({ bindingId: z.string(), cardId: z.object({ raw: z.string() }), state: z.object({ state: z.literal('bound') }) }),
});

/** Keeps the stock of blank cards: what is left, what a card in a reader is to it, and that a bound card leaves it. */
export class StockKeeper {
  readonly #deps: StockKeeperDeps;
  #summary: StockSummary;
  /** Reconciliations run one after the other. */
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

  /** Counts anew and tells. @throws JournalError */
  async changed(): Promise<void> {
    const counts = await this.#deps.stock.counts();
    this.#summary = { ...this.#summary, revision: this.#summary.revision + 1, counts };
    this.#deps.onChanged(this.#summary);
  }

  /** Counts, and takes out of stock what was bound when the station was last open and did not come to it. */
  async start(): Promise<void> {
    try {
      await this.changed();
      const { 'in-stock': left, used, lost } = this.#summary.counts;
      // Before the first list there is nothing to take out; an import goes through the whole journal by itself.
      if (left + used + lost > 0) await this.reconcile(await this.#reconciledTo());
    } catch (error) {
      this.#deps.onTrouble(error);
    }
  }

  /** How far the journal was gone through; the beginning, where it is another journal than it was, shorter, as after a restore. */
  async #reconciledTo(): Promise<number> {
    const after = await this.#deps.stock.reconciledTo();
    const isThere = after === 0 || (await this.#deps.journal.entries(after - 1, 1)).length > 0;
    return isThere ? after : 0;
  }

  /**
   * Takes out of stock what was bound, and says up to which entry that is done; null: there is no stock.
   *
   * @throws JournalError
   */
  async takenTo(): Promise<number | null> {
    const { stock } = this.#deps;
    const { 'in-stock': left, used, lost } = await stock.counts();
    if (left + used + lost === 0) return null;
    await this.reconcile(await this.#reconciledTo());
    return stock.reconciledTo();
  }

  /** A card was bound: it leaves the stock. What cannot be written now is made good at the next start. */
  bound({ bindingId, cardId }: Pick<BindingView, 'bindingId' | 'cardId'>): void {
    const { stock, now, onTrouble } = this.#deps;
    stock
      .use([{ key: cardId.raw, bindingId, at: now().toISOString() }])
      .then((taken) => (taken > 0 ? this.changed() : undefined))
      .catch(onTrouble);
  }

  /**
   * Goes through the journal after an entry and takes every card out of stock that was bound there; a binding counts once.
   *
   * @param after the entry's number; 0: the whole journal, as after an import, which may bring cards that were bound before
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

  /** What the stock says of a card. @throws JournalError when it cannot be read */
  async judge(cardId: Pick<CardId, 'raw'>): Promise<StockJudgement> {
    const card = await this.#deps.stock.findByKeys(keysOf(cardId));
    const reason = card === null ? 'not-in-stock' : card.status === 'in-stock' ? null : card.status;
    return { card, reason, action: reason === null ? 'off' : this.#deps.policy[reason] };
  }

  /** Sets a card's status; the journal has it first. @returns null when there is no such card @throws JournalError */
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

/** What a card may be known by in a list: its bytes, with zeros behind them where an id was made of fewer than 16. */
function keysOf({ raw }: Pick<CardId, 'raw'>): readonly string[] {
  return raw.length < 32 ? [raw, raw.padEnd(32, '0')] : [raw];
}
