import { unzipSync } from 'fflate';
import { InvalidInputError, InvalidSpreadsheetError, readSheet } from 'read-excel-file/universal';
import { mebibytes, TableBuilder, TableFailure, type Table, type TableLimits } from './table.js';

/** How far the work is once the workbook is measured, and once it is taken apart; told as progress. */
const MEASURED = 0.3;
const TAKEN_APART = 0.8;
/** Rows between two reports of progress. */
const ROWS_A_REPORT = 1_000;

/**
 * Reads the first sheet of a workbook (ECMA-376, Office Open XML). It is measured first: what unpacks to more than the
 * limits, or has cells far out, is refused before anything is made of it.
 *
 * @param onProgress told how much is done, 0 to 1
 * @throws TableFailure when it is not taken
 */
export async function readXlsx(bytes: Uint8Array, limits: TableLimits, onProgress: (done: number) => void): Promise<Table> {
  try {
    measure(bytes, limits);
    onProgress(MEASURED);
    // A copy of its own: the reader takes a whole buffer, and this may be a part of one.
    const rows: readonly (readonly unknown[])[] = await readSheet(Uint8Array.from(bytes).buffer, 1, { parseNumber: (digits) => new Digits(digits) });
    onProgress(TAKEN_APART);
    const builder = new TableBuilder(limits);
    rows.forEach((cells, index) => {
      const rounded = cells.find((cell) => cell instanceof Digits && cell.isRounded);
      if (rounded !== undefined) builder.object({ line: index + 1, code: 'rounded-number', value: textOf(rounded) });
      else builder.take(index + 1, cells.map(textOf), { isPadded: true });
      if (index % ROWS_A_REPORT === 0) onProgress(TAKEN_APART + (1 - TAKEN_APART) * (index / rows.length));
    });
    return builder.finish({ kind: 'xlsx', encoding: null });
  } catch (error) {
    throw failureOf(error);
  }
}

/** Looks at everything in the archive that the reader would, without making anything of it. */
function measure(bytes: Uint8Array, limits: TableLimits): void {
  let unpacked = 0;
  // Nothing is unpacked beyond the size an entry declares, so that the sum of those is the measure.
  const isSheet = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }): boolean => {
    unpacked += originalSize;
    if (unpacked > limits.unpackedBytes) throw new TableFailure('too-large', mebibytes(limits.unpackedBytes));
    return /^xl\/worksheets\/[^/]+\.xml$/i.test(name);
  };
  for (const sheet of Object.values(unzipSync(bytes, { filter: isSheet }))) measureSheet(Buffer.from(sheet.buffer, sheet.byteOffset, sheet.byteLength).toString('latin1'), limits);
}

/** A single cell in a far corner would have the reader fill in everything before it. */
function measureSheet(xml: string, limits: TableLimits): void {
  let rows = 0;
  for (const [found, address] of xml.matchAll(/<(?:\w+:)?row[\s/>]|\sr\s*=\s*["']([^"']*)["']/g)) {
    if (found.startsWith('<')) rows += 1;
    else if (address !== undefined) {
      const [, column, row] = /^([A-Z]{0,3})([0-9]{1,7})$/.exec(address) ?? [];
      if (column === undefined) throw new TableFailure('damaged', address);
      if (columnNumber(column) > limits.columns) throw new TableFailure('too-many-columns', String(limits.columns));
      rows = Math.max(rows, Number(row));
    }
    if (rows > limits.rows + 1) throw new TableFailure('too-many-rows', String(limits.rows));
  }
}

/** The number of a column by its letters: A is 1, AA is 27; 0 for none. */
function columnNumber(letters: string): number {
  return Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

/** A number as the workbook has it, digit by digit. */
class Digits {
  constructor(readonly text: string) {}

  /** Spreadsheets keep 15 digits of a number; what was longer is not what somebody typed. */
  get isRounded(): boolean {
    const value = Number(this.text);
    return Number.isInteger(value) && Math.abs(value) >= 1e15;
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Digits) return cell.text;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'boolean' ? String(cell) : '';
}

function failureOf(error: unknown): unknown {
  if (error instanceof TableFailure) return error;
  if (error instanceof InvalidInputError) {
    const { code } = error;
    if (code === 'XLS_FILE_NOT_SUPPORTED') return new TableFailure('old-or-protected', '');
    return code === 'NO_DATA' ? new TableFailure('empty-file', '') : new TableFailure('damaged', error.message);
  }
  // What else the reader or the unpacker throws is about what is in the file.
  return error instanceof InvalidSpreadsheetError || error instanceof Error ? new TableFailure('damaged', error.message) : error;
}
