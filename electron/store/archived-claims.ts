import { createHmac, hkdfSync } from 'node:crypto';
import type Database from 'libsql';
import * as z from 'zod';
import { archivedBindingSchema, type ArchivedBinding, type ArchivedPart } from '../../shared/archive.js';
import type { BindingView } from '../../shared/bindings.js';

const claimRow = z.object({ binding_id: z.string(), confirmed_at: z.string(), at: z.string(), file: z.string() });
const countRow = z.object({ bindings: z.int(), before: z.string().nullable() });

/** A request or card to look up. */
export type Claimed = { readonly requestId: string } | { readonly cardId: string };

/**
 * The remaining record of archived bindings: whether and when a card or request was bound here. Ids are stored as keyed hashes
 * (HMAC-SHA-256) only: they can be checked by someone who has the card and the journal's key, but not listed.
 */
export class ArchivedClaims {
  readonly #db: Database.Database;
  readonly #key: Buffer;

  /** @param journalKey null for an unencrypted journal, as in training mode */
  constructor(db: Database.Database, journalKey: string | null) {
    this.#db = db;
    this.#key = Buffer.from(hkdfSync('sha256', journalKey ?? '', '', 'card-desk archived claims', 32));
  }

  /** Stores the claims of an archived binding. @param claims which of its ids it still claims */
  keep(
    { bindingId, request, cardId, confirmedAt }: BindingView,
    claims: { readonly request: boolean; readonly card: boolean },
    archivedBy: number,
  ): void {
    this.#db
      .prepare('INSERT INTO archived_bindings (binding_id, archived_by, request_claim, card_claim, confirmed_at) VALUES (?, ?, ?, ?, ?)')
      .run(
        bindingId,
        archivedBy,
        claims.request ? this.#hashOf({ requestId: request.requestId }) : null,
        claims.card ? this.#hashOf({ cardId: cardId.text }) : null,
        confirmedAt,
      );
  }

  /** Returns the archived binding that claims a request or card; null if there is none. */
  find(what: Claimed): ArchivedBinding | null {
    const column = 'requestId' in what ? 'request_claim' : 'card_claim';
    const row = this.#db
      .prepare(`SELECT binding_id, confirmed_at, at, file FROM archived_bindings JOIN archives ON seq = archived_by WHERE ${column} = ?`)
      .get(this.#hashOf(what));
    if (row === undefined) return null;
    const { binding_id: bindingId, confirmed_at: confirmedAt, at: archivedAt, file } = claimRow.parse(row);
    return archivedBindingSchema.parse({ bindingId, confirmedAt, archivedAt, file });
  }

  /** Ends a binding's claim to its card, which was retired at the server and is bound again. The claim to the request remains. */
  freeCard(bindingId: string): void {
    this.#db.prepare('UPDATE archived_bindings SET card_claim = NULL WHERE binding_id = ?').run(bindingId);
  }

  #hashOf(what: Claimed): string {
    const text = 'requestId' in what ? `request ${what.requestId}` : `card ${what.cardId}`;
    return createHmac('sha256', this.#key).update(text, 'utf8').digest('hex');
  }
}

/**
 * Returns how many bindings confirmed in a period are archived, and the time before which entries may be archived; undefined if
 * the period is later than all archives. Instants are ISO 8601 in UTC, compared as text; a null bound is open.
 */
export function archivedIn(
  db: Database.Database,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): ArchivedPart | undefined {
  const { bindings, before } = countRow.parse(
    db
      .prepare(
        `SELECT (SELECT count(*) FROM archived_bindings WHERE confirmed_at >= ?1 AND confirmed_at < ?2) AS bindings,
                (SELECT max(before) FROM archives) AS before`,
      )
      .get(from ?? '', to ?? '9999'),
  );
  return before === null || (from ?? '') >= before ? undefined : { bindings, before };
}
