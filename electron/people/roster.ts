import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import * as z from 'zod';
import { guidSchema } from '../../shared/ids.js';
import type { Person } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { visibleText } from '../../shared/visible-text.js';
import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { Yielder } from '../core/yielding.js';
import { cellProblem } from '../tables/cell-doubt.js';
import { cellText } from '../tables/cell-text.js';
import { decodeText, type TextEncoding } from '../tables/decode-text.js';
import { separateFields } from '../tables/read-csv.js';

/** A roster's columns in order; the first line names them. */
export const rosterColumns = ['userId', 'name', 'account', 'department', 'employeeId'] as const;
export type RosterColumn = (typeof rosterColumns)[number];

/**
 * A problem in a roster, by line from 1; 0 means the whole file.
 * - `unreadable`: the file cannot be opened or read; `detail` is the system's error.
 * - `too-large`: over 64 MiB.
 * - `encoding`: unknown encoding.
 * - `header`: the first line does not name the columns; `detail` is its text.
 * - `rounded-number`: a number that a spreadsheet or program rounded or reformatted, where each digit counts.
 * - `column-count`: more or fewer fields than the header; `detail` is how many.
 * - `quotes`: unpaired quotation marks.
 * - `not-a-guid`, `empty`: an invalid value; `detail` is the value.
 * - `duplicate`: the user id is on an earlier line; `detail` names it.
 */
export interface RosterProblem {
  readonly line: number;
  readonly column: RosterColumn | null;
  readonly problem:
    | 'unreadable'
    | 'too-large'
    | 'encoding'
    | 'header'
    | 'column-count'
    | 'quotes'
    | 'not-a-guid'
    | 'empty'
    | 'rounded-number'
    | 'duplicate';
  readonly detail: string;
}

export interface Roster {
  /** People, by user id in lower case. */
  readonly people: ReadonlyMap<string, Person>;
  readonly encoding: TextEncoding;
}

const LARGEST_FILE = 64 * 1024 * 1024;
/** Maximum number of problems reported. */
const MOST_PROBLEMS = 100;
/** Characters parsed between two checks of the clock. */
const CHUNK = 16 * 1024;

/** Reads a roster file: returns all of it, or its problems. */
export async function readRoster(file: string): Promise<Result<Roster, readonly RosterProblem[]>> {
  let bytes: Buffer;
  try {
    bytes = await readExternalFile(file, { mostBytes: LARGEST_FILE });
  } catch (error) {
    if (error instanceof ExternalFileError && error.code === 'too-large') return failed('too-large', `over ${String(LARGEST_FILE)} bytes`);
    return failed('unreadable', error instanceof Error ? error.message : String(error));
  }
  return parseRoster(bytes);
}

/** Parses a roster's bytes; see {@link readRoster}. Fields are separated by commas or semicolons, as in the header. */
export async function parseRoster(bytes: Uint8Array): Promise<Result<Roster, readonly RosterProblem[]>> {
  const decoded = decodeText(bytes);
  if (decoded === null) return failed('encoding', '');
  const { text, delimiter, skippedLines } = separateFields(decoded.text, rosterColumns);
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  const reader = new RosterReader(skippedLines);
  try {
    await pipeline(chunksOf(text), parser, async (records: AsyncIterable<unknown>) => {
      for await (const record of records) reader.take(recordSchema.parse(record));
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reader.object(z.number().catch(0).parse(error['lines']) + skippedLines, null, 'quotes', error.message);
  }
  return reader.finish(decoded.encoding);
}

function failed(problem: RosterProblem['problem'], detail: string): Result<never, readonly RosterProblem[]> {
  return fail([{ line: 0, column: null, problem, detail }]);
}

async function* chunksOf(text: string): AsyncGenerator<string> {
  const turns = new Yielder();
  for (let at = 0; at < text.length; at += CHUNK) {
    yield text.slice(at, at + CHUNK);
    await turns.yieldIfDue();
  }
}

/** A csv-parse record with `info`; `lines` is the line where it ends. */
const recordSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Parses a roster's records one by one, header first. */
class RosterReader {
  readonly #people = new Map<string, Person>();
  readonly #lineOf = new Map<string, number>();
  readonly #problems: RosterProblem[] = [];
  #headerSeen = false;
  #isRoster = true;

  /** @param skippedLines number of lines above the records */
  constructor(private readonly skippedLines: number) {}

  take({ record: raw, info: { lines } }: z.infer<typeof recordSchema>): void {
    const record = raw.map(cellText);
    const line = lines + this.skippedLines;
    if (!this.#headerSeen) {
      this.#headerSeen = true;
      const named = record.map((name) => name.toLowerCase()).join();
      if (named !== rosterColumns.join().toLowerCase()) {
        this.object(line, null, 'header', record.join());
        // The following lines are probably not a roster's.
        this.#isRoster = false;
      }
      return;
    }
    if (!this.#isRoster) return;
    const [userId, name, account, department, employeeId, ...rest] = record.map(visibleText);
    if (
      userId === undefined ||
      name === undefined ||
      account === undefined ||
      department === undefined ||
      employeeId === undefined ||
      rest.length > 0
    ) {
      this.object(line, null, 'column-count', String(record.length));
      return;
    }
    const guid = guidSchema.safeParse(userId.replace(/^\{(.*)\}$/, '$1'));
    if (!guid.success) {
      this.object(line, 'userId', 'not-a-guid', userId);
      return;
    }
    if (name === '') this.object(line, 'name', 'empty', '');
    const row = { line, cells: record };
    for (const column of ['account', 'employeeId'] as const) {
      const problem = cellProblem(row, rosterColumns.indexOf(column), 'identifier');
      if (problem !== null) this.object(line, column, 'rounded-number', problem.value);
    }
    const before = this.#lineOf.get(guid.data);
    if (before !== undefined) this.object(line, 'userId', 'duplicate', `${guid.data} is on line ${String(before)}`);
    this.#lineOf.set(guid.data, line);
    this.#people.set(guid.data, { state: 'resolved', userId: guid.data, name, account, department, employeeId });
  }

  object(line: number, column: RosterColumn | null, problem: RosterProblem['problem'], detail: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ line, column, problem, detail });
  }

  finish(encoding: TextEncoding): Result<Roster, readonly RosterProblem[]> {
    if (!this.#headerSeen && this.#problems.length === 0) this.object(1, null, 'header', '');
    return this.#problems.length > 0 ? fail(this.#problems) : ok({ people: this.#people, encoding });
  }
}
