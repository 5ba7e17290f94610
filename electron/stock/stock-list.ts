import { serialKeyOf } from '../../shared/serial-key.js';
import {
  stockFields,
  stockTextNames,
  type IdOrder,
  type StockCounts,
  type StockField,
  type StockMapping,
  type StockStatus,
} from '../../shared/stock.js';
import type { TableProblem } from '../../shared/tables.js';
import { forEachYielding } from '../core/yielding.js';
import type { NewStockCard } from '../store/stock.js';
import { cellProblem, type ColumnContent } from '../tables/cell-doubt.js';
import { matchColumns, namesOf, type KnownNames } from '../tables/match-columns.js';
import { MOST_PROBLEMS, tableProblem, type Table, type TableRow } from '../tables/table.js';
import { rawOf, parseCardId } from './parse-card-id.js';

/** Known column names of card lists, in four languages. */
const columnNames: KnownNames<StockField> = {
  cardId: [
    ...['card id', 'cardid', 'card guid', 'guid', 'card uid', 'uid', 'csn', 'chip id', 'card identifier', 'smart card id'],
    ...['kaart id', 'kaart-id', 'kaart guid', 'chipnummer', 'kaart uid'],
    ...['karten id', 'kartenid', 'karten-guid', 'chip-nummer', 'karten uid'],
    ...['id carte', 'id de carte', 'identifiant de carte', 'identifiant carte', 'guid carte', 'uid carte'],
  ],
  serial: [
    ...['serial', 'serial number', 'serial no', 'serialno', 'serialnumber', 'sn', 'card number', 'card no', 'printed number'],
    ...['serienummer', 'serienr', 'kaartnummer', 'kaartnr'],
    ...['seriennummer', 'seriennr', 'kartennummer', 'kartennr'],
    ...['numéro de série', 'no de série', 'numéro de carte', 'no carte'],
  ],
  box: ['box', 'box number', 'box no', 'carton', 'tray', 'doos', 'doosnummer', 'karton', 'schachtel', 'kiste', 'boîte', 'no de boîte'],
  location: ['location', 'place', 'site', 'office', 'locatie', 'plaats', 'vestiging', 'standort', 'ort', 'lagerort', 'lieu', 'emplacement'],
  status: ['status', 'state', 'card status', 'toestand', 'kaartstatus', 'zustand', 'kartenstatus', 'statut', 'état'],
};

const statusWords: Readonly<Record<StockStatus, readonly string[]>> = {
  'in-stock': [
    '',
    'in stock',
    'instock',
    'stock',
    'new',
    'available',
    'in voorraad',
    'voorraad',
    'nieuw',
    'beschikbaar',
    'auf lager',
    'lager',
    'neu',
    'verfugbar',
    'en stock',
    'neuf',
    'disponible',
  ],
  used: [
    'used',
    'issued',
    'assigned',
    'gebruikt',
    'uitgegeven',
    'toegekend',
    'benutzt',
    'verwendet',
    'ausgegeben',
    'utilise',
    'utilisee',
    'delivre',
    'attribue',
  ],
  lost: [
    'lost',
    'missing',
    'stolen',
    'verloren',
    'vermist',
    'gestolen',
    'verlust',
    'gestohlen',
    'perdu',
    'perdue',
    'vole',
    'volee',
    'manquant',
  ],
};

const statusOf: ReadonlyMap<string, StockStatus> = new Map(
  Object.entries(statusWords).flatMap(([status, words]) =>
    words.map((word) => [word, status === 'used' || status === 'lost' ? status : 'in-stock'] as const),
  ),
);

const CONTENT: Readonly<Record<StockField, ColumnContent>> = {
  cardId: 'card-id',
  serial: 'identifier',
  box: 'text',
  location: 'text',
  status: 'text',
};

/** Longest serial number, box or location, in characters. */
const LONGEST_TEXT = 200;

/** All known column names. */
export const stockColumnNames = namesOf(columnNames);

/** Returns the columns recognized in a header. */
export function guessMapping(header: readonly string[]): StockMapping {
  return { columns: matchColumns(header, columnNames, stockFields), idOrder: null };
}

/** A card of a list with its line number. */
export interface ListedCard extends NewStockCard {
  readonly line: number;
}

export interface CheckedList {
  readonly cards: readonly ListedCard[];
  /** The first problems, by line. */
  readonly problems: readonly TableProblem[];
  /** Number of lines with a problem. */
  readonly wrong: number;
  /** The first id of 16 bytes, as written and as digits; null: none. */
  readonly ambiguous: { readonly written: string; readonly digits: string } | null;
}

/**
 * Parses the lines of a list into cards without guessing: unreadable lines are reported, and ids of 16 bytes need a chosen byte
 * order; without one they count as neither right nor wrong.
 * @param onProgress called with the share done, 0 to 1
 */
export async function checkList(
  table: Table,
  mapping: StockMapping,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<CheckedList> {
  const checker = new ListChecker(table, mapping);
  const header = checker.headerProblem();
  if (header !== null) return { cards: [], problems: [header], wrong: 1, ambiguous: null };
  let lines = 0;
  await forEachYielding(table.rows, (row) => {
    signal.throwIfAborted();
    checker.take(row);
    lines += 1;
    if (lines % 500 === 0) onProgress(lines / table.rows.length);
  });
  return checker.finish();
}

class ListChecker {
  readonly #table: Table;
  readonly #mapping: StockMapping;
  readonly #cards: ListedCard[] = [];
  readonly #problems: TableProblem[];
  /** The line of each card key and serial number. */
  readonly #lineOf = new Map<string, number>();
  #wrong: number;
  #ambiguous: CheckedList['ambiguous'] = null;

  constructor(table: Table, mapping: StockMapping) {
    this.#table = table;
    this.#mapping = mapping;
    this.#problems = [...table.problems];
    this.#wrong = table.problems.length;
  }

  /** Returns the header's problem; a list whose first line is a card has no header. */
  headerProblem(): TableProblem | null {
    const { header, headerLine: line } = this.#table;
    const isCard = header.some((name) => ['guid', 'uid', 'blank'].includes(parseCardId(name).kind));
    return isCard ? tableProblem({ line, code: 'no-header', value: header.join(', ') }) : null;
  }

  take(row: TableRow): void {
    const { line } = row;
    const name = (field: StockField, code: TableProblem['code'], value: string): void => {
      const column = this.#mapping.columns[field];
      if (this.#problems.length < MOST_PROBLEMS)
        this.#problems.push(tableProblem({ line, column: (column === null ? undefined : this.#table.header[column]) ?? '', code, value }));
    };
    const object = (...problem: Parameters<typeof name>): null => {
      this.#wrong += 1;
      name(...problem);
      return null;
    };
    const cell = (field: StockField): string => {
      const column = this.#mapping.columns[field];
      return column === null ? '' : (row.cells[column] ?? '');
    };
    const doubtful = stockFields.flatMap((field) => {
      const column = this.#mapping.columns[field];
      const problem = column === null ? null : cellProblem(row, column, CONTENT[field]);
      return problem === null ? [] : [{ field, ...problem }];
    });
    if (doubtful.length > 0) {
      this.#wrong += 1;
      for (const { field, code, value } of doubtful) name(field, code, value);
      return;
    }
    const serial = cell('serial');
    const raw = this.#mapping.columns.cardId === null ? null : this.#rawOf(cell('cardId'), object);
    if (raw === undefined) return;
    const serialKey = serialKeyOf(serial);
    if (raw === null && serialKey === '') {
      object('serial', 'empty-id', '');
      return;
    }
    for (const field of stockTextNames) {
      if (cell(field).length <= LONGEST_TEXT) continue;
      object(field, 'cell-too-long', cell(field));
      return;
    }
    const status = statusOf.get(plainStatus(cell('status')));
    if (status === undefined) {
      object('status', 'bad-value', cell('status'));
      return;
    }
    const key = raw ?? `serial:${serialKey}`;
    const byKey = this.#lineOf.get(key);
    const bySerial = serialKey === '' ? undefined : this.#lineOf.get(`serial:${serialKey}`);
    if (byKey !== undefined || bySerial !== undefined) {
      object(byKey === undefined || raw === null ? 'serial' : 'cardId', 'duplicate-in-file', String(byKey ?? bySerial));
      return;
    }
    this.#lineOf.set(key, line);
    if (serialKey !== '') this.#lineOf.set(`serial:${serialKey}`, line);
    this.#cards.push({ line, key, raw, serial, serialKey, box: cell('box'), location: cell('location'), status });
  }

  finish(): CheckedList {
    const problems = [...this.#problems].sort((one, other) => one.line - other.line);
    return { cards: this.#cards, problems, wrong: this.#wrong, ambiguous: this.#ambiguous };
  }

  /** Returns the card's bytes for an id; undefined if invalid or the byte order is not chosen. */
  #rawOf(written: string, object: (field: StockField, code: TableProblem['code'], value: string) => null): string | undefined {
    if (written === '') {
      object('cardId', 'empty-id', '');
      return undefined;
    }
    const read = parseCardId(written);
    switch (read.kind) {
      case 'unreadable':
        object('cardId', 'bad-id', written);
        return undefined;
      case 'blank':
        object('cardId', 'blank-id', written);
        return undefined;
      case 'uid':
        return read.digits;
      case 'guid':
        this.#ambiguous ??= { written, digits: read.digits };
        return this.#mapping.idOrder === null ? undefined : rawOf(read.digits, this.#mapping.idOrder);
    }
  }
}

function plainStatus(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** Counts cards by status. */
export function countsOf(cards: readonly NewStockCard[]): StockCounts {
  const counts = { 'in-stock': 0, used: 0, lost: 0 };
  for (const { status } of cards) counts[status] += 1;
  return counts;
}

/** Counts the cards in readers that a list has, in the given byte order. */
export function countInReaders(table: Table, mapping: StockMapping, order: IdOrder, raws: readonly string[]): number {
  const { cardId } = mapping.columns;
  if (cardId === null || raws.length === 0) return 0;
  const wanted = new Set(raws.filter((raw) => raw.length === 32).map((raw) => rawOf(raw, order)));
  const found = new Set<string>();
  for (const { cells } of table.rows) {
    const read = parseCardId(cells[cardId] ?? '');
    if (read.kind === 'guid' && wanted.has(read.digits)) found.add(read.digits);
  }
  return found.size;
}
