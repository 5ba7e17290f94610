import type Database from 'libsql';
import type { BindingView } from '../../shared/bindings.js';
import type { ArchivedBinding } from '../../shared/archive.js';
import { ArchivedClaims, type Claimed } from './archived-claims.js';
import type { Json } from './chain.js';
import { JournalError, type IntendOutcome, type Journal } from './journal.js';
import type { NoteEvent } from './note-events.js';
import { rowColumns } from './stored-view.js';
import type { UnreadableRows } from './unreadable-rows.js';

/** Finds the binding that claims a request or card, among all bindings of this station including archived ones. */
export class StoredClaims {
  readonly #db: Database.Database;
  readonly #archived: ArchivedClaims;
  readonly #unreadable: UnreadableRows;

  constructor(db: Database.Database, archived: ArchivedClaims, unreadable: UnreadableRows) {
    this.#db = db;
    this.#archived = archived;
    this.#unreadable = unreadable;
  }

  /** Returns the binding in the journal that claims a request or card; null if there is none. @throws JournalError if its row is unreadable */
  of(what: Claimed): BindingView | null {
    const row = this.#rowOf(what);
    if (row === undefined) return null;
    const [binding] = this.#unreadable.readable([row]);
    if (binding === undefined) throw new JournalError('unusable', 'The binding that claims it cannot be read');
    return binding;
  }

  /** Returns the readable bindings in the journal that claim any of these, each once. */
  ofAll({ requestIds, cardIds }: Parameters<Journal['claimsOf']>[0]): readonly BindingView[] {
    const rows = [...requestIds.map((requestId) => this.#rowOf({ requestId })), ...cardIds.map((cardId) => this.#rowOf({ cardId }))];
    const found = this.#unreadable.readable(rows.filter((row) => row !== undefined));
    return [...new Map(found.map((claim) => [claim.bindingId, claim])).values()];
  }

  /** Returns the archived binding that claims a request or card; null if there is none. */
  ofArchived(what: Claimed): ArchivedBinding | null {
    return this.#archived.find(what);
  }

  /**
   * Returns what already claims the request or card of a new binding; null if nothing does.
   * @param reuses the binding that gives up its card to the new one, because the server has retired the card
   */
  conflictWith({ request: { requestId }, cardId: { text: cardId } }: BindingView, reuses: string | undefined): IntendOutcome | null {
    const unreadable = this.#unreadable.about({ requestId, cardId });
    if (unreadable !== null) return { outcome: 'unreadable', by: unreadable };
    const byRequest = this.of({ requestId });
    if (byRequest !== null) return { outcome: 'request-claimed', by: byRequest };
    const byCard = this.of({ cardId });
    const givesUp = byCard?.bindingId === reuses && byCard?.state.state === 'bound';
    if (byCard !== null && !givesUp) return { outcome: 'card-claimed', by: byCard };
    const requestArchived = this.ofArchived({ requestId });
    if (requestArchived !== null) return { outcome: 'request-archived', by: requestArchived };
    const cardArchived = this.ofArchived({ cardId });
    return cardArchived === null || cardArchived.bindingId === reuses ? null : { outcome: 'card-archived', by: cardArchived };
  }

  /**
   * Ends an earlier binding's claim to the card of a new one. Its claim to its request stays: that request has its smartcard
   * and takes no other.
   */
  freeCardFor(
    { bindingId, cardId: { text: cardId } }: BindingView,
    append: (event: NoteEvent, what: Readonly<Record<string, Json>>) => void,
  ): void {
    const earlier = (this.of({ cardId }) ?? this.ofArchived({ cardId }))?.bindingId;
    if (earlier === undefined) return;
    append('card-reused', { facts: { cardId, earlier, bindingId } });
    this.#db.prepare('UPDATE bindings SET card_reused = 1 WHERE binding_id = ?').run(earlier);
    this.#archived.freeCard(earlier);
  }

  #rowOf(what: Claimed): unknown {
    return 'requestId' in what
      ? this.#db.prepare(`SELECT ${rowColumns} FROM bindings WHERE request_id = ? AND claims = 1`).get(what.requestId)
      : this.#db.prepare(`SELECT ${rowColumns} FROM bindings WHERE card_id = ? AND claims = 1 AND card_reused = 0`).get(what.cardId);
  }
}
