import { LONGEST_VALUE, type TableProblem, type TableProblemCode } from '../../shared/tables.js';
import type { TextEncoding } from './decode-text.js';

/** One line of a table below its header. */
export interface TableRow {
  /** The line of the file it ends on, or the row of the sheet, from 1. */
  readonly line: number;
  /** As many as the header has, each without white space around it. */
  readonly cells: readonly string[];
}

/** A table file as it was read, whichever kind it was. */
export interface Table {
  readonly kind: 'csv' | 'xlsx';
  /** Null for a workbook, which is always UTF-8 inside. */
  readonly encoding: TextEncoding | null;
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
  return { line, column: column?.slice(0, LONGEST_VALUE) ?? null, code, value: value.slice(0, LONGEST_VALUE) };
}

/** The limit in MiB, as it is told of. */
export function mebibytes(bytes: number): string {
  return String(Math.round(bytes / (1024 * 1024)));
}

/** Takes the lines of a file one by one, header first, and holds them to the header and the limits. */
export class TableBuilder {
  readonly #limits: TableLimits;
  readonly #rows: TableRow[] = [];
  readonly #problems: TableProblem[] = [];
  #header: { readonly line: number; readonly names: readonly string[] } | null = null;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  /**
   * Takes one line, also an empty one.
   *
   * @param isPadded whether a line may be shorter than the header, as in a sheet, where empty cells are not written
   * @throws TableFailure when there are more lines or columns than the limits allow
   */
  take(line: number, raw: readonly string[], { isPadded }: { readonly isPadded: boolean }): void {
    const cells = withoutEmptyEnd(raw.map((cell) => cell.trim()));
    if (cells.length === 0) return;
    if (cells.length > this.#limits.columns) throw new TableFailure('too-many-columns', String(this.#limits.columns), line);
    const tooLong = cells.find((cell) => cell.length > this.#limits.cellLength);
    if (this.#header === null) {
      if (tooLong !== undefined) throw new TableFailure('cell-too-long', tooLong, line);
      this.#header = { line, names: cells };
      return;
    }
    const { names } = this.#header;
    if (this.#rows.length + this.#problems.length >= this.#limits.rows) throw new TableFailure('too-many-rows', String(this.#limits.rows), line);
    if (tooLong !== undefined) this.object({ line, code: 'cell-too-long', value: tooLong });
    else if (cells.length > names.length) this.object({ line, code: 'too-many-cells', value: String(cells.length) });
    else if (raw.length < names.length && !isPadded) this.object({ line, code: 'too-few-cells', value: String(raw.length) });
    else this.#rows.push({ line, cells: padded(cells, names.length) });
  }

  object(problem: Parameters<typeof tableProblem>[0]): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(tableProblem(problem));
  }

  /** @throws TableFailure when there was not even a header */
  finish(of: Pick<Table, 'kind' | 'encoding'>): Table {
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
