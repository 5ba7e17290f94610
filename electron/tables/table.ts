import { MAX_VALUE_LENGTH, type TableProblem, type TableProblemCode } from '../../shared/tables.js';
import { cellText } from './cell-text.js';
import type { TextEncoding } from './decode-text.js';
import { plainName } from './plain-name.js';

/**
 * Why a cell of a workbook may not say what was entered.
 * - `number`: it is a number, so that leading zeros are lost, and an E between digits was an exponent.
 * - `rounded-number`: it is longer than the digits a spreadsheet keeps.
 * - `date-value`: it is a date, perhaps made of something like 1-11.
 * - `error-value`: a formula that failed.
 */
export interface CellDoubt {
  /** From 0. */
  readonly column: number;
  readonly doubt: 'number' | 'rounded-number' | 'date-value' | 'error-value';
}

/** One line of a table below its header. */
export interface TableRow {
  /** The line of the file it ends on, or the row of the sheet, from 1. */
  readonly line: number;
  /** As many as the header has, each without white space and invisible characters around or in it. */
  readonly cells: readonly string[];
  /** The cells in doubt, where there are any; see `cell-doubt.ts` for what they mean for a column. */
  readonly doubts?: readonly CellDoubt[];
}

/** A table file as it was read, whichever kind it was. */
export interface Table {
  readonly kind: 'csv' | 'xlsx';
  /** Null for a workbook, which is always UTF-8 inside. */
  readonly encoding: TextEncoding | null;
  /** The name of the workbook's sheet that was read; null for a text. */
  readonly sheet: string | null;
  readonly headerLine: number;
  /** The columns' names as they stand in the file; a name may be empty, or stand there twice. */
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
  /** Lines that have not the form of the rest, in their order; they are not among the rows. */
  readonly problems: readonly TableProblem[];
}

/** How much of a file is taken; beyond it, it is refused whole. */
export interface TableLimits {
  /** The file itself, bytes. */
  readonly fileBytes: number;
  /** A workbook once unpacked, bytes. */
  readonly unpackedBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Characters of a cell. */
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
  /** Names that columns are known by; lines above the first line that has some are titles and not read. */
  readonly columnNames: readonly string[];
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/** Lines among which the header is looked for. */
const MOST_TITLE_LINES = 20;

/** So many problems are told at most: enough to see what is wrong, few enough to show. */
export const MOST_PROBLEMS = 100;

/** Why a whole file is not taken. */
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

/** A problem with its texts cut to what is told of. */
export function tableProblem(problem: {
  readonly line: number;
  readonly column?: string;
  readonly code: TableProblemCode;
  readonly value?: string;
}): TableProblem {
  const { line, column, code, value = '' } = problem;
  return { line, column: column?.slice(0, MAX_VALUE_LENGTH) ?? null, code, value: value.slice(0, MAX_VALUE_LENGTH) };
}

/** The limit in MiB, as it is told of. */
export function mebibytes(bytes: number): string {
  return String(Math.round(bytes / (1024 * 1024)));
}

/** A line as it was read. */
interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  /** Cells it was written with; a line of a sheet may leave out empty ones and counts as long enough. */
  readonly length: number;
  readonly doubts: readonly CellDoubt[];
}

/** Takes the lines of a file one by one and holds those below the header to it and to the limits. */
export class TableBuilder {
  readonly #limits: TableLimits;
  readonly #columnNames: ReadonlySet<string>;
  readonly #rows: TableRow[] = [];
  readonly #problems: TableProblem[] = [];
  /** The first lines, until it is known which of them is the header. */
  #first: Line[] = [];
  #header: { readonly line: number; readonly names: readonly string[] } | null = null;

  constructor(limits: TableLimits, columnNames: readonly string[]) {
    this.#limits = limits;
    this.#columnNames = new Set(columnNames.map(plainName));
  }

  /**
   * Takes one line, also an empty one.
   *
   * @param isPadded whether a line may be shorter than the header, as in a sheet, where empty cells are not written
   * @throws TableFailure when there are more lines or columns than the limits allow
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

  /** Makes the line that names the most known columns the header, or else the first; what stands above it are titles. */
  #findHeader(): void {
    const known = this.#first.map(({ cells }) => cells.filter((cell) => this.#columnNames.has(plainName(cell))).length);
    const most = Math.max(...known);
    // One word that is also a column's name may stand in any row.
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

  /** @throws TableFailure when there was not even a header */
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
