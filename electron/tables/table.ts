import { MAX_VALUE_LENGTH, type TableProblem, type TableProblemCode } from '../../shared/tables.js';
import { cellText } from './cell-text.js';
import type { TextEncoding } from './decode-text.js';
import { plainName } from './plain-name.js';

/**
 * Why a cell of a workbook may differ from what was entered.
 * - `number`: it is a number, so leading zeros are lost, and an E between digits was read as an exponent.
 * - `rounded-number`: it has more digits than a spreadsheet keeps.
 * - `date-value`: it is a date, perhaps made from text like 1-11.
 * - `error-value`: its formula failed.
 */
export interface CellDoubt {
  /** From 0. */
  readonly column: number;
  readonly doubt: 'number' | 'rounded-number' | 'date-value' | 'error-value';
}

/** One row of a table below its header. */
export interface TableRow {
  /** Line of the file on which it ends, or row of the sheet, from 1. */
  readonly line: number;
  /** As many as the header has, without surrounding white space and invisible characters. */
  readonly cells: readonly string[];
  /** Doubtful cells, if any; `cell-doubt.ts` decides what they mean for a column. */
  readonly doubts?: readonly CellDoubt[];
}

/** A table read from a file of any kind. */
export interface Table {
  readonly kind: 'csv' | 'xlsx';
  /** Null for a workbook, which is always UTF-8. */
  readonly encoding: TextEncoding | null;
  /** Name of the workbook's sheet; null for a text file. */
  readonly sheet: string | null;
  readonly headerLine: number;
  /** Column names as written; a name may be empty or occur twice. */
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
  /** Malformed lines, in order. They are not among the rows. */
  readonly problems: readonly TableProblem[];
}

/** Limits. A file beyond them is refused as a whole. */
export interface TableLimits {
  /** Size of the file, bytes. */
  readonly fileBytes: number;
  /** Size of an unpacked workbook, bytes. */
  readonly unpackedBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Length of a cell, characters. */
  readonly cellLength: number;
}

export const usualLimits: TableLimits = {
  fileBytes: 64 * 1024 * 1024,
  unpackedBytes: 128 * 1024 * 1024,
  rows: 500_000,
  columns: 200,
  cellLength: 4_000,
};

/** How a table is read. */
export interface ReadOptions {
  readonly limits: TableLimits;
  /** Known column names. Lines above the first line with some of them are titles and are skipped. */
  readonly columnNames: readonly string[];
  /** Called with the progress, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/** Number of lines to search for the header. */
const MOST_TITLE_LINES = 20;

/** Maximum number of problems to report: enough to see what is wrong, few enough to show. */
export const MOST_PROBLEMS = 100;

/** Why a file is refused. */
export class TableFailure extends Error {
  override readonly name = 'TableFailure';
  constructor(
    readonly code: TableProblemCode,
    readonly value: string,
    readonly line = 0,
  ) {
    super(`${code} ${value}`);
  }

  problem(): TableProblem {
    return tableProblem({ line: this.line, code: this.code, value: this.value });
  }
}

/** Returns a problem with its texts cut to the longest displayed length. */
export function tableProblem(problem: {
  readonly line: number;
  readonly column?: string;
  readonly code: TableProblemCode;
  readonly value?: string;
}): TableProblem {
  const { line, column, code, value = '' } = problem;
  return { line, column: column?.slice(0, MAX_VALUE_LENGTH) ?? null, code, value: value.slice(0, MAX_VALUE_LENGTH) };
}

/** Returns a limit in MiB for display. */
export function mebibytes(bytes: number): string {
  return String(Math.round(bytes / (1024 * 1024)));
}

/** A line as read. */
interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  /** Number of cells written; infinite for a sheet, which may leave out empty cells. */
  readonly length: number;
  readonly doubts: readonly CellDoubt[];
}

/** Collects the lines of a file and checks those below the header against it and the limits. */
export class TableBuilder {
  readonly #limits: TableLimits;
  readonly #columnNames: ReadonlySet<string>;
  readonly #rows: TableRow[] = [];
  readonly #problems: TableProblem[] = [];
  /** The first lines, until the header is found. */
  #first: Line[] = [];
  #header: { readonly line: number; readonly names: readonly string[] } | null = null;

  constructor(limits: TableLimits, columnNames: readonly string[]) {
    this.#limits = limits;
    this.#columnNames = new Set(columnNames.map(plainName));
  }

  /**
   * Adds a line, which may be empty.
   * @param isPadded whether a line may be shorter than the header, as in a sheet, which leaves out empty cells
   * @throws TableFailure if there are too many lines or columns
   */
  addLine(
    line: number,
    raw: readonly string[],
    { isPadded, doubts = [] }: { readonly isPadded: boolean; readonly doubts?: readonly CellDoubt[] },
  ): void {
    const cells = withoutEmptyEnd(raw.map(cellText));
    if (cells.length === 0) return;
    if (cells.length > this.#limits.columns) throw new TableFailure('too-many-columns', String(this.#limits.columns), line);
    const taken: Line = { line, cells, length: isPadded ? Infinity : raw.length, doubts };
    if (this.#header !== null) {
      this.#takeRow(taken);
      return;
    }
    this.#first.push(taken);
    if (this.#first.length > MOST_TITLE_LINES) this.#findHeader();
  }

  /** Chooses the line with the most known column names as the header, else the first. Lines above it are titles. */
  #findHeader(): void {
    const known = this.#first.map(({ cells }) => cells.filter((cell) => this.#columnNames.has(plainName(cell))).length);
    const most = Math.max(...known);
    // A single word that is also a column name may occur in any row.
    const at = most >= 2 || this.#first[known.indexOf(most)]?.cells.length === 1 ? known.indexOf(most) : 0;
    const [header, ...rows] = this.#first.slice(most === 0 ? 0 : at);
    this.#first = [];
    if (header === undefined) return;
    const tooLong = header.cells.find((cell) => cell.length > this.#limits.cellLength);
    if (tooLong !== undefined) throw new TableFailure('cell-too-long', tooLong, header.line);
    this.#header = { line: header.line, names: header.cells };
    for (const row of rows) this.#takeRow(row);
  }

  #takeRow({ line, cells, length, doubts }: Line): void {
    const names = this.#header?.names ?? [];
    if (this.#rows.length + this.#problems.length >= this.#limits.rows)
      throw new TableFailure('too-many-rows', String(this.#limits.rows), line);
    const tooLong = cells.find((cell) => cell.length > this.#limits.cellLength);
    if (tooLong !== undefined) this.addProblem({ line, code: 'cell-too-long', value: tooLong });
    else if (cells.length > names.length) this.addProblem({ line, code: 'too-many-cells', value: String(cells.length) });
    else if (length < names.length) this.addProblem({ line, code: 'too-few-cells', value: String(length) });
    else this.#rows.push({ line, cells: padded(cells, names.length), ...(doubts.length === 0 ? {} : { doubts }) });
  }

  addProblem(problem: Parameters<typeof tableProblem>[0]): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(tableProblem(problem));
  }

  /** @throws TableFailure if there is no header */
  finish(of: Pick<Table, 'kind' | 'encoding' | 'sheet'>): Table {
    if (this.#header === null) this.#findHeader();
    if (this.#header === null) {
      const [problem] = this.#problems;
      throw problem === undefined ? new TableFailure('empty-file', '') : new TableFailure(problem.code, problem.value, problem.line);
    }
    return { ...of, headerLine: this.#header.line, header: this.#header.names, rows: this.#rows, problems: this.#problems };
  }
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

function padded(cells: readonly string[], length: number): readonly string[] {
  return cells.length === length ? cells : [...cells, ...Array.from({ length: length - cells.length }, () => '')];
}
