import type Database from 'libsql';
import * as z from 'zod';
import type { BindingView } from '../../shared/bindings.js';
import type { UnreadableRow } from '../../shared/diagnostics.js';
import { entryHash } from './chain.js';
import { entryColumns, entryOf } from './stored-entry.js';
import { jsonText, rowColumns, viewOf } from './stored-view.js';

/**
 * Rows that are checked when the journal opens: every binding that is not bound, also in a state that this version does not know,
 * bound ones that need attention or were abandoned, and the newest.
 */
const OPENED = `SELECT ${rowColumns} FROM bindings WHERE first_seq IN (
    SELECT first_seq FROM bindings WHERE settled = 0
    UNION SELECT first_seq FROM bindings WHERE state IS NULL OR state < 'bound' OR state > 'bound'
    UNION SELECT first_seq FROM bindings WHERE care_matters = 1
    UNION SELECT first_seq FROM bindings WHERE abandon IS NOT NULL
    UNION SELECT * FROM (SELECT first_seq FROM bindings ORDER BY first_seq DESC LIMIT ?))
  ORDER BY first_seq`;
/** Number of newest settled bindings that are checked when the journal opens. */
const NEWEST_LOOKED_AT = 50;

const idsRow = z.object({
  binding_id: z.string(),
  request_id: z.string(),
  card_id: z.string(),
  settled: z.int(),
  first_seq: z.int(),
  view: z.string(),
});
/** The request and card in the entry of an intent. */
const intentText = jsonText.pipe(
  z.object({
    event: z.literal('intended'),
    binding: z.object({
      bindingId: z.string(),
      request: z.object({ requestId: z.string() }),
      cardId: z.object({ text: z.string() }),
    }),
  }),
);
const slipText = jsonText.pipe(z.object({ slipNumber: z.int().positive() }));

/** An unreadable row, with the request and card that its columns name. */
interface Remembered extends UnreadableRow {
  readonly bindingId: string;
  readonly requestId: string;
  readonly cardId: string;
}

/**
 * The rows of bindings that this version cannot read: the text is cut off, has a state of a newer version, or contradicts the
 * row's columns. Such a row is in no list and is never changed. The request and card it may be about are not bound again.
 */
export class UnreadableRows {
  readonly #db: Database.Database;
  readonly #found = new Map<string, Remembered>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Checks the important rows when the journal opens. Others are checked when they are read. */
  look(): void {
    this.readable(this.#db.prepare(OPENED).all(NEWEST_LOOKED_AT));
  }

  /** All unreadable rows found so far, in the order of their entries. */
  get all(): readonly UnreadableRow[] {
    return [...this.#found.values()]
      .sort((one, other) => one.entry - other.entry)
      .map(({ entry, isPairKnown, isSettled, slipNumber }) => ({ entry, isPairKnown, isSettled, slipNumber }));
  }

  /** Ids of the unreadable bindings found so far. */
  get bindingIds(): readonly string[] {
    return [...this.#found.keys()];
  }

  /** Returns the bindings of readable rows, in order, and remembers the others. @param rows with {@link rowColumns} */
  readable(rows: readonly unknown[]): readonly BindingView[] {
    return rows.flatMap((row) => {
      const view = viewOf(row);
      if (view === null) this.#remember(row);
      return view ?? [];
    });
  }

  /**
   * Returns the row that prevents a request and card from being bound; null if there is none. A row without a known request and
   * card prevents all bindings, because it may be about any.
   */
  about({ requestId, cardId }: { readonly requestId: string; readonly cardId: string }): UnreadableRow | null {
    this.readable(this.#db.prepare(`SELECT ${rowColumns} FROM bindings WHERE request_id = ? OR card_id = ?`).all(requestId, cardId));
    for (const row of this.#found.values()) if (!row.isPairKnown || row.requestId === requestId || row.cardId === cardId) return row;
    return null;
  }

  #remember(row: unknown): void {
    const { binding_id: bindingId, request_id: requestId, card_id: cardId, settled, first_seq: entry, view } = idsRow.parse(row);
    if (this.#found.has(bindingId)) return;
    const ids = { bindingId, requestId, cardId };
    const slip = slipText.safeParse(view);
    this.#found.set(bindingId, {
      ...{ ...ids, entry, isPairKnown: this.#isIntent(entry, ids), isSettled: settled === 1 },
      slipNumber: slip.success ? slip.data.slipNumber : null,
    });
  }

  /** Returns whether the entry of a binding's intent is valid and names the same request and card as the row's columns. */
  #isIntent(seq: number, { bindingId, requestId, cardId }: Pick<Remembered, 'bindingId' | 'requestId' | 'cardId'>): boolean {
    const row = this.#db.prepare(`SELECT ${entryColumns} FROM entries WHERE seq = ?`).get(seq);
    if (row === undefined) return false;
    const { body, previousHash, hash } = entryOf(row);
    const intent = intentText.safeParse(body);
    if (!intent.success || entryHash(previousHash, body) !== hash) return false;
    const { binding } = intent.data;
    return binding.bindingId === bindingId && binding.request.requestId === requestId && binding.cardId.text === cardId;
  }
}
