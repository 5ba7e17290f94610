import { createHmac, hkdfSync } from 'node:crypto';
import type Database from 'libsql';
import * as z from 'zod';
import { archivedBindingSchema, type ArchivedBinding, type ArchivedPart } from '../../shared/archive.js';
import type { BindingView } from '../../shared/bindings.js';

const claimRow = z.object({ binding_id: z.string(), confirmed_at: z.string(), at: z.string(), file: z.string() });
const countRow = z.object({ bindings: z.int(), before: z.string().nullable() });

/** What a request or a card is looked for by. */
export type Claimed = { readonly requestId: string } | { readonly cardId: string };

/**
 * What stays of bindings that were taken into an archive: enough to know that a card, or a request, was bound here, and when. Ids
 * are kept as a keyed hash (HMAC-SHA-256) alone: whoever has the card in hand and the journal's key can ask, and nobody can list them.
 */
export class ArchivedClaims {
  readonly #db: Database.Database;
  readonly #key: Buffer;

  /** @param journalKey the journal's; null: the journal is not encrypted, as in training mode */
  constructor(db: Database.Database, journalKey: string | null) {
    this.#db = db;
    this.#key = Buffer.from(hkdfSync('sha256', journalKey ?? '', '', 'card-desk archived claims', 32));
  }

  /** Keeps what stays of a binding. @param claims which of its two ids it still claims */
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

  /** The archived binding that claims a request or a card; null: none does. */
  find(what: Claimed): ArchivedBinding | null {
    const column = 'requestId' in what ? 'request_claim' : 'card_claim';
    const row = this.#db
      .prepare(`SELECT binding_id, confirmed_at, at, file FROM archived_bindings JOIN archives ON seq = archived_by WHERE ${column} = ?`)
      .get(this.#hashOf(what));
    if (row === undefined) return null;
    const { binding_id: bindingId, confirmed_at: confirmedAt, at: archivedAt, file } = claimRow.parse(row);
    return archivedBindingSchema.parse({ bindingId, confirmedAt, archivedAt, file });
  }

  /** Ends a binding's claim to its card, which was retired at the server and is bound again; that to its request stays. */
  freeCard(bindingId: string): void {
    this.#db.prepare('UPDATE archived_bindings SET card_claim = NULL WHERE binding_id = ?').run(bindingId);
  }

  #hashOf(what: Claimed): string {
    const text = 'requestId' in what ? `request ${what.requestId}` : `card ${what.cardId}`;
    return createHmac('sha256', this.#key).update(text, 'utf8').digest('hex');
  }
}

/**
 * How many bindings confirmed in a period are in archives, and before which moment entries may be; undefined: the period is later than
 * everything that was archived. Instants are ISO 8601 in UTC, compared as text; null bounds: open.
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
