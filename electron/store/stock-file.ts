import type Database from 'libsql';
import * as z from 'zod';
import { foldedWords, foldForSearch } from '../../shared/fold.js';
import { windowsGuidOf } from '../../shared/guid-order.js';
import { serialKeyOf } from '../../shared/serial-key.js';
import {
  stockPlaceSchema,
  stockStatusSchema,
  stockTextNames,
  stockTexts,
  type StockCard,
  type StockCounts,
  type StockPage,
  type StockPlace,
  type StockQuery,
  type StockStatus,
} from '../../shared/stock.js';
import { asJournalError, checkPages, inTransaction, opened } from './database.js';
import { migrate } from './migrate.js';
import type { ImportOutcome, NewStockCard } from './stock.js';

/** Cards on a page. */
const PAGE = 100;

/** The schema of the card stock, one script for each version, forward only. */
export const stockSchema: readonly string[] = [
  `
  CREATE TABLE cards (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    raw TEXT,
    serial TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    box TEXT NOT NULL,
    location TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('in-stock', 'used', 'lost')),
    changed_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX cards_by_serial ON cards(serial_key) WHERE serial_key <> '';
  CREATE INDEX cards_by_status ON cards(status);
  CREATE INDEX cards_by_place ON cards(location, box, status);
  -- Bindings that took their card out of stock: each does so once, even if an operator changes the card's status afterwards.
  CREATE TABLE counted (binding_id TEXT PRIMARY KEY, card_id INTEGER NOT NULL REFERENCES cards(id)) STRICT, WITHOUT ROWID;
  CREATE TABLE reconciled (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL) STRICT;
  INSERT INTO reconciled (id, seq) VALUES (1, 0);
  `,
  `
  -- Serial numbers are compared, and text is folded, differently from this version on: the program fills both in again.
  UPDATE cards SET words = '';
  `,
];

const COLUMNS = ['id', 'raw', ...stockTextNames, 'status', 'changed_at', 'reason'].join(', ');
const cardRow = z
  .object({
    id: z.int(),
    raw: z.string().nullable(),
    ...stockTexts.shape,
    status: stockStatusSchema,
    changed_at: z.string(),
    reason: z.string(),
  })
  .transform(({ id: stockId, changed_at: changedAt, raw, ...rest }): StockCard => ({
    stockId,
    raw,
    windowsGuid: raw === null ? null : windowsGuidOf(raw),
    ...rest,
    changedAt,
  }));
const countRow = z.object({ status: stockStatusSchema, total: z.int() });
const totalRow = z.object({ total: z.int() });
const seqRow = z.object({ seq: z.int() });
const wordlessRow = z.object({ id: z.int(), raw: z.string().nullable(), ...stockTexts.shape });
const keyRow = z.object({ key: z.string() });

/** The card stock on disk, synchronous, for the store worker. */
export class StockStoreFile {
  readonly #db: Database.Database;
  #staged: NewStockCard[] = [];

  /** Opens or creates it. @throws JournalError if it cannot be opened, is damaged or is too new */
  constructor(path: string, key: string | null) {
    try {
      this.#db = opened(path, key, (db) => {
        db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
        migrate(db, path, stockSchema);
        checkPages(db);
        refreshWords(db);
      });
    } catch (error) {
      throw asJournalError(error);
    }
  }

  counts(): StockCounts {
    return this.#try(() => {
      const counts = { 'in-stock': 0, used: 0, lost: 0 };
      for (const row of this.#db.prepare('SELECT status, count(*) AS total FROM cards GROUP BY status').all()) {
        const { status, total } = countRow.parse(row);
        counts[status] = total;
      }
      return counts;
    });
  }

  places(limit: number): readonly StockPlace[] {
    return this.#try(() =>
      this.#db
        .prepare(
          `SELECT location, box, sum(status = 'in-stock') AS "left", count(*) AS total FROM cards GROUP BY location, box ORDER BY location, box LIMIT ?`,
        )
        .all(limit)
        .map((row) => stockPlaceSchema.parse(row)),
    );
  }

  search(query: StockQuery): StockPage {
    return this.#try(() => {
      const { where, parameters } = conditions(query);
      const { total } = totalRow.parse(this.#db.prepare(`SELECT count(*) AS total FROM cards WHERE ${where}`).get(...parameters));
      const rows = this.#db
        .prepare(`SELECT ${COLUMNS} FROM cards WHERE ${where} AND id > ? ORDER BY id LIMIT ?`)
        .all(...parameters, query.after ?? 0, PAGE + 1)
        .map((row) => cardRow.parse(row));
      const cards = rows.slice(0, PAGE);
      return { cards, next: rows.length > PAGE ? (cards.at(-1)?.stockId ?? null) : null, total };
    });
  }

  find(stockId: number): StockCard | null {
    return this.#try(() => this.#card('id = ?', stockId));
  }

  findByKeys(keys: readonly string[]): StockCard | null {
    return this.#try(() => {
      const marks = keys.map(() => '?').join(', ');
      // Card ids before serial numbers: in a wrong list the two may name different cards, and the id is the card's own.
      return (
        this.#card(`key IN (${marks})`, ...keys) ??
        this.#card(`serial_key <> '' AND serial_key IN (${marks})`, ...keys.map((key) => key.toUpperCase()))
      );
    });
  }

  known(cards: readonly Pick<NewStockCard, 'key' | 'serialKey'>[]): readonly string[] {
    return this.#try(() => {
      const find = this.#db.prepare(`SELECT ? AS key FROM cards WHERE key = ? OR (serial_key <> '' AND serial_key = ?) LIMIT 1`);
      return cards.flatMap(({ key, serialKey }) => find.all(key, key, serialKey).map((row) => keyRow.parse(row).key));
    });
  }

  stage(cards: readonly NewStockCard[]): void {
    this.#staged.push(...cards);
  }

  unstage(): void {
    this.#staged = [];
  }

  commit(at: string): ImportOutcome {
    const staged = this.#staged;
    this.#staged = [];
    return this.#try(() => {
      const insert = this.#db.prepare(
        `INSERT INTO cards (key, raw, serial_key, status, changed_at, reason, words, ${stockTextNames.join(', ')})
         VALUES (?, ?, ?, ?, ?, '', ?, ${stockTextNames.map(() => '?').join(', ')})`,
      );
      try {
        inTransaction(this.#db, () => {
          for (const card of staged) {
            const { key, raw, serialKey, status } = card;
            insert.run(key, raw, serialKey, status, at, wordsOf(card), ...textsOf(card));
          }
        });
      } catch (error) {
        if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT'))
          return { added: 0, isWhole: false };
        throw error;
      }
      return { added: staged.length, isWhole: true };
    });
  }

  mark(stockId: number, status: StockStatus, reason: string, at: string): StockCard | null {
    return this.#try(() => {
      this.#db.prepare('UPDATE cards SET status = ?, reason = ?, changed_at = ? WHERE id = ?').run(status, reason, at, stockId);
      return this.#card('id = ?', stockId);
    });
  }

  use(bound: readonly { readonly key: string; readonly bindingId: string; readonly at: string }[]): number {
    return this.#try(() => {
      const count = this.#db.prepare('INSERT OR IGNORE INTO counted (binding_id, card_id) SELECT ?, id FROM cards WHERE key = ?');
      const use = this.#db.prepare(`UPDATE cards SET status = 'used', reason = '', changed_at = ? WHERE key = ?`);
      const takeOut = ({ key, bindingId, at }: (typeof bound)[number]): number =>
        count.run(bindingId, key).changes === 0 ? 0 : use.run(at, key).changes;
      return inTransaction(this.#db, () => bound.reduce((sum, one) => sum + takeOut(one), 0));
    });
  }

  reconciledTo(): number {
    return this.#try(() => seqRow.parse(this.#db.prepare('SELECT seq FROM reconciled WHERE id = 1').get()).seq);
  }

  setReconciledTo(seq: number): void {
    this.#try(() => this.#db.prepare('UPDATE reconciled SET seq = ? WHERE id = 1').run(seq));
  }

  close(): void {
    this.#db.close();
  }

  #card(where: string, ...parameters: (string | number)[]): StockCard | null {
    const [row] = this.#db.prepare(`SELECT ${COLUMNS} FROM cards WHERE ${where} LIMIT 1`).all(...parameters);
    return row === undefined ? null : cardRow.parse(row);
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asJournalError(error);
    }
  }
}

/** Returns a card's texts in the order of `stockTextNames`. */
function textsOf(card: Pick<NewStockCard, (typeof stockTextNames)[number]>): readonly string[] {
  return stockTextNames.map((name) => card[name]);
}

/** Returns the folded text that a card is searched by; includes its serial number without separators. */
function wordsOf(card: Omit<NewStockCard, 'key' | 'status'>): string {
  const { raw, serialKey } = card;
  return foldForSearch(
    [raw ?? '', raw === null ? '' : (windowsGuidOf(raw) ?? ''), serialKey.replaceAll('-', ''), ...textsOf(card)].join('\n'),
  );
}

function conditions({ text, status, location, box }: StockQuery): { readonly where: string; readonly parameters: string[] } {
  const words = foldedWords(text);
  const where = [
    'TRUE',
    ...words.map(() => 'instr(words, ?) > 0'),
    ...(status === null ? [] : ['status = ?']),
    ...(location === null ? [] : ['location = ?']),
    ...(box === null ? [] : ['box = ?']),
  ];
  const given = [status, location, box].filter((part) => part !== null);
  return { where: where.join(' AND '), parameters: [...words, ...given] };
}

/** Fills in keys and search text that an older version left out. */
function refreshWords(db: Database.Database): void {
  const rows = db.prepare(`SELECT id, raw, ${stockTextNames.join(', ')} FROM cards WHERE words = ''`).all();
  if (rows.length === 0) return;
  const update = db.prepare('UPDATE cards SET key = ?, serial_key = ?, words = ? WHERE id = ?');
  inTransaction(db, () => {
    for (const row of rows) {
      const card = wordlessRow.parse(row);
      const serialKey = serialKeyOf(card.serial);
      update.run(card.raw ?? `serial:${serialKey}`, serialKey, wordsOf({ ...card, serialKey }), card.id);
    }
  });
}
