import { basename } from 'node:path';
import type { StationError } from '../../shared/errors.js';
import { windowsGuidOf } from '../../shared/guid-order.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { stockMappingSchema, type StockMapping, type StockPreview, type StockProgress } from '../../shared/stock.js';
import type * as z from 'zod';
import type { stockImportedSchema, stockOpenedSchema } from '../../shared/stock.js';
import { MAX_VALUE_LENGTH, type TableProblem } from '../../shared/tables.js';
import type { Journal } from '../store/journal.js';
import type { Stock } from '../store/stock.js';
import { ColumnMappings } from '../tables/column-mappings.js';
import { headerSignature } from '../tables/match-columns.js';
import type { ReadTableOptions, TableRead } from '../tables/read-table.js';
import { MOST_PROBLEMS, tableProblem, type Table } from '../tables/table.js';
import { rawOf } from './parse-card-id.js';
import { checkList, countsOf, guessMapping, countInReaders, type CheckedList, type ListedCard } from './stock-list.js';

/** The file dialog's texts in the operator's language: its title and the name of the file type. */
export interface DialogTexts {
  readonly title: string;
  readonly kind: string;
}

export interface StockImportDeps {
  readonly stock: Pick<Stock, 'known' | 'stage' | 'commit' | 'unstage'>;
  readonly journal: Pick<Journal, 'note'>;
  /** Lets the operator choose a file. */
  readonly chooseFile: (words: DialogTexts) => Promise<string | null>;
  readonly readTable: (file: string, options: Pick<Required<ReadTableOptions>, 'onProgress' | 'signal'>) => Promise<TableRead>;
  /** File with the chosen mappings. */
  readonly mappingsFile: string;
  /** Returns the id bytes of the cards in readers. */
  readonly rawsInReaders: () => readonly string[];
  readonly now: () => Date;
  readonly onProgress: (progress: StockProgress) => void;
  /** Called after cards were added, before the import is answered. */
  readonly onImported: () => Promise<void>;
  /** Called when a mapping cannot be saved; the import still succeeds. */
  readonly onNotKept: (error: unknown) => void;
}

/** Sample lines for choosing the columns. */
const SAMPLE = 3;
/** Cards per message to the store. */
const PORTION = 1_000;

interface OpenList {
  /** The number of this opened list. */
  readonly list: number;
  readonly name: string;
  readonly table: Table;
}

interface Checked extends CheckedList {
  /** Cards of the list that are not in the stock. */
  readonly fresh: readonly ListedCard[];
  readonly preview: StockPreview;
}

/** Imports a list of cards into the stock: open, preview, import. One at a time; a new step cancels the earlier one. */
export class StockImport {
  readonly #deps: StockImportDeps;
  readonly #mappings: ColumnMappings<StockMapping>;
  #list: OpenList | null = null;
  #opened = 0;
  #isOpening = false;
  #work = new AbortController();

  constructor(deps: StockImportDeps) {
    this.#deps = deps;
    this.#mappings = new ColumnMappings(deps.mappingsFile, stockMappingSchema);
  }

  /** Whether a list is open, being chosen, or being read. */
  get isOpen(): boolean {
    return this.#isOpening || this.#list !== null;
  }

  /** Lets the operator choose a file and reads it. */
  async open(words: DialogTexts): Promise<z.output<typeof stockOpenedSchema>> {
    this.#isOpening = true;
    try {
      return await this.#open(words);
    } finally {
      this.#isOpening = false;
    }
  }

  async #open(words: DialogTexts): Promise<z.output<typeof stockOpenedSchema>> {
    const signal = this.#begin();
    this.#list = null;
    const file = await this.#deps.chooseFile(words);
    if (file === null) return { outcome: 'none' };
    const read = await this.#deps.readTable(file, { signal, onProgress: this.#progress('reading', signal) });
    if (read.outcome === 'cancelled' || signal.aborted) return { outcome: 'none' };
    if (read.outcome === 'refused') return read;
    const { table } = read;
    const kept = await this.#mappings.find(headerSignature(table.header));
    this.#opened += 1;
    const list = this.#opened;
    this.#list = { list, name: basename(file), table };
    const short = (cells: readonly string[]): string[] => cells.map((cell) => cell.slice(0, MAX_VALUE_LENGTH));
    return {
      outcome: 'opened',
      file: {
        list,
        name: basename(file),
        sheet: table.sheet?.slice(0, MAX_VALUE_LENGTH) ?? null,
        header: short(table.header),
        sample: table.rows.slice(0, SAMPLE).map(({ line, cells }) => ({ line, cells: short(cells) })),
        lines: table.rows.length + table.problems.length,
        mapping: kept ?? guessMapping(table.header),
        isRemembered: kept !== null,
      },
    };
  }

  /** Returns what an import would do. @throws JournalError if the stock cannot be read */
  async preview(mapping: StockMapping): Promise<Result<StockPreview>> {
    const checked = await this.#check(mapping, this.#begin());
    return checked === null || 'code' in checked ? fail(checked ?? { code: 'stock-no-list' }) : ok(checked.preview);
  }

  /**
   * Imports the open list in one transaction, journaled first.
   * @param list the number of the list; if another list is open, nothing is done
   * @param skipKnown skips cards already in the stock; otherwise they prevent the import
   * @throws JournalError if the stock or the journal cannot be read or written
   */
  async import(list: number, mapping: StockMapping, skipKnown: boolean): Promise<Result<z.output<typeof stockImportedSchema>>> {
    const { stock, journal, now, onImported, onNotKept } = this.#deps;
    if (this.#isOpening || (this.#list !== null && this.#list.list !== list)) return ok({ outcome: 'cancelled' });
    const signal = this.#begin();
    const checked = await this.#check(mapping, signal);
    if (checked === null) return ok({ outcome: 'cancelled' });
    if ('code' in checked) return fail(checked);
    const { fresh, preview } = checked;
    const isUndecided = preview.ambiguous !== null && mapping.idOrder === null;
    if (preview.wrong > 0 || isUndecided || fresh.length === 0 || (preview.known > 0 && !skipKnown))
      return ok({ outcome: 'refused', preview });
    const tell = this.#progress('importing', signal);
    await stock.unstage();
    for (let at = 0; at < fresh.length; at += PORTION) {
      await stock.stage(fresh.slice(at, at + PORTION));
      tell((at + PORTION) / fresh.length);
      if (!signal.aborted) continue;
      await stock.unstage();
      return ok({ outcome: 'cancelled' });
    }
    const { name, table } = this.#list ?? { name: '', table: null };
    await journal.note('stock-imported', { file: name, cards: fresh.length, skipped: preview.known });
    const { added, isWhole } = await stock.commit(now().toISOString());
    // Only this station writes to its stock; if a card is there anyway, the next preview names it.
    if (!isWhole) return ok({ outcome: 'refused', preview: (await this.#freshPreview(mapping)) ?? preview });
    if (table !== null) await this.#mappings.save(headerSignature(table.header), mapping).catch(onNotKept);
    await onImported();
    return ok({ outcome: 'imported', cards: added, skipped: preview.known });
  }

  /** Cancels the current step and closes the list; with a number, only that list. */
  close(list: number | null = null): void {
    if (list !== null && (this.#isOpening || this.#list?.list !== list)) return;
    this.#work.abort();
    this.#list = null;
  }

  #begin(): AbortSignal {
    this.#work.abort();
    this.#work = new AbortController();
    return this.#work.signal;
  }

  #progress(stage: StockProgress['stage'], signal: AbortSignal): (done: number) => void {
    return (done) => {
      if (!signal.aborted) this.#deps.onProgress({ stage, done: Math.min(1, Math.max(0, done)) });
    };
  }

  async #freshPreview(mapping: StockMapping): Promise<StockPreview | null> {
    const checked = await this.#check(mapping, this.#begin());
    return checked === null || 'code' in checked ? null : checked.preview;
  }

  /** Parses the lines and looks up each card in the stock; null if canceled. */
  async #check(mapping: StockMapping, signal: AbortSignal): Promise<Checked | StationError | null> {
    if (this.#list === null) return { code: 'stock-no-list' };
    const { table } = this.#list;
    const tell = this.#progress('checking', signal);
    try {
      const list = await checkList(
        table,
        mapping,
        (done) => {
          tell(done / 2);
        },
        signal,
      );
      const known = new Set<string>();
      for (let at = 0; at < list.cards.length; at += PORTION) {
        for (const key of await this.#deps.stock.known(list.cards.slice(at, at + PORTION))) known.add(key);
        signal.throwIfAborted();
        tell(0.5 + (at + PORTION) / list.cards.length / 2);
      }
      const fresh = list.cards.filter(({ key }) => !known.has(key));
      return { ...list, fresh, preview: this.#previewOf(mapping, list, fresh, known) };
    } catch (error) {
      if (signal.aborted && error === signal.reason) return null;
      throw error;
    }
  }

  #previewOf(mapping: StockMapping, list: CheckedList, fresh: readonly ListedCard[], known: ReadonlySet<string>): StockPreview {
    const there: TableProblem[] = list.cards
      .filter(({ key }) => known.has(key))
      .slice(0, MOST_PROBLEMS)
      .map(({ line, raw, serial }) => tableProblem({ line, code: 'already-there', value: serial === '' ? (raw ?? '') : serial }));
    return {
      cards: fresh.length,
      counts: countsOf(fresh),
      known: known.size,
      wrong: list.wrong,
      problems: [...list.problems, ...there],
      ambiguous: list.ambiguous === null ? null : this.#ambiguity(mapping, list.ambiguous),
    };
  }

  /** Returns the first id in both byte orders, and which order matches cards in readers. */
  #ambiguity(mapping: StockMapping, { written, digits }: NonNullable<CheckedList['ambiguous']>): StockPreview['ambiguous'] {
    const raws = this.#deps.rawsInReaders();
    const table = this.#list?.table;
    const readings = (['windows-guid', 'raw'] as const).map((order) => {
      const raw = rawOf(digits, order);
      return {
        order,
        raw,
        windowsGuid: windowsGuidOf(raw) ?? '',
        inReaders: table === undefined ? 0 : countInReaders(table, mapping, order, raws),
      };
    });
    return { written: written.slice(0, MAX_VALUE_LENGTH), readings };
  }
}
