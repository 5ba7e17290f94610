import { format, getFormatInfo } from 'numfmt';
import { TableBuilder, TableFailure, type CellDoubt, type ReadOptions, type Table, type TableLimits } from './table.js';
import { visibleSheet, walkXml, type Attributes, type NumberFormat, type VisibleSheet } from './xlsx-parts.js';

/** Progress once the workbook is unpacked. */
const TAKEN_APART = 0.3;
/** Rows between two progress reports. */
const ROWS_A_REPORT = 1_000;
/** Spreadsheets keep 15 digits of a number. A longer one differs from what was entered. */
const FIRST_ROUNDED = 1e15;
const DAY_MS = 86_400_000;

/** The displayed text of a cell, and why it may differ from what was entered. */
interface CellText {
  readonly text: string;
  readonly doubt: CellDoubt['doubt'] | null;
}

/**
 * Reads the first visible sheet of a workbook (ECMA-376, Office Open XML), each cell as displayed. Checks the limits on
 * unpacked size and cell positions before processing.
 * @throws TableFailure if the file is refused
 */
export function readXlsx(bytes: Uint8Array, { limits, columnNames, onProgress }: ReadOptions): Table {
  try {
    const sheet = visibleSheet(bytes, limits);
    onProgress(TAKEN_APART);
    const builder = new TableBuilder(limits, columnNames);
    readRows(sheet, limits, (line, cells, doubts) => {
      builder.addLine(line, cells, { isPadded: true, doubts });
      if (line % ROWS_A_REPORT === 0) onProgress(TAKEN_APART + (1 - TAKEN_APART) * Math.min(1, line / limits.rows));
    });
    return builder.finish({ kind: 'xlsx', encoding: null, sheet: sheet.name });
  } catch (error) {
    if (error instanceof TableFailure || !(error instanceof Error)) throw error;
    // Errors of the unpacker are caused by the file's content.
    throw new TableFailure('damaged', error.message);
  }
}

/** Calls `take` for each row of the sheet, in order, with empty cells filled in. */
function readRows(
  sheet: VisibleSheet,
  limits: TableLimits,
  take: (line: number, cells: readonly string[], doubts: readonly CellDoubt[]) => void,
): void {
  let line = 0;
  let cells: string[] = [];
  let doubts: CellDoubt[] = [];
  let cell: Attributes = {};
  let column = 0;
  let value = '';
  let isValue = false;
  let isPronunciation = false;
  walkXml(sheet.xml, {
    open: (name, attributes) => {
      switch (name) {
        case 'row':
          line = rowNumber(attributes['r'], line + 1, limits);
          [cells, doubts, column] = [[], [], 0];
          return;
        case 'c':
          cell = attributes;
          column = columnNumber(cell['r'], column + 1, limits);
          value = '';
          return;
        case 'rPh':
          isPronunciation = true;
          return;
        case 'v':
        case 't':
          isValue = !isPronunciation;
      }
    },
    text: (part) => {
      if (isValue) value += part;
    },
    close: (name) => {
      isValue = false;
      if (name === 'rPh') isPronunciation = false;
      if (name === 'c') {
        const { text, doubt } = cellText(cell, value, sheet);
        while (cells.length < column - 1) cells.push('');
        cells[column - 1] = text;
        if (doubt !== null) doubts.push({ column: column - 1, doubt });
      }
      if (name === 'row') take(line, cells, doubts);
    },
  });
}

/** Returns the row number. A cell in a far corner must not cause everything before it to be filled in. */
function rowNumber(written: string | undefined, next: number, limits: TableLimits): number {
  if (written !== undefined && !/^[0-9]{1,7}$/.test(written)) throw new TableFailure('damaged', written);
  const row = written === undefined ? next : Number(written);
  if (row < next) throw new TableFailure('damaged', `row ${String(row)} comes after row ${String(next - 1)}`);
  if (row > limits.rows + 1) throw new TableFailure('too-many-rows', String(limits.rows));
  return row;
}

/** Returns the column number of a cell, from 1, by its address: A is 1, AA is 27. */
function columnNumber(address: string | undefined, next: number, limits: TableLimits): number {
  const [, letters] = address === undefined ? [] : (/^([A-Z]{1,3})[0-9]{1,7}$/.exec(address) ?? [null, null]);
  if (letters === null) throw new TableFailure('damaged', address ?? '');
  const column = letters === undefined ? next : Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
  if (column > limits.columns) throw new TableFailure('too-many-columns', String(limits.columns));
  return column;
}

function cellText({ t: type = 'n', s: style }: Attributes, value: string, sheet: VisibleSheet): CellText {
  switch (type) {
    case 's': {
      const text = sheet.strings[Number(value)];
      if (text === undefined) throw new TableFailure('damaged', `there is no text ${value}`);
      return sure(text);
    }
    case 'str':
    case 'inlineStr':
      return sure(value);
    case 'b':
      return sure(value === '' ? '' : String(value === '1'));
    case 'e':
      return { text: value === '' ? '#ERROR' : value, doubt: 'error-value' };
    case 'd':
      return { text: value.slice(0, 10), doubt: 'date-value' };
    case 'n':
      return numberText(value, sheet.formats[Number(style ?? 0)] ?? null, sheet.isFrom1904);
    default:
      throw new TableFailure('damaged', `unknown cell type ${type}`);
  }
}

function sure(text: string): CellText {
  return { text, doubt: null };
}

/** Returns a number as the sheet displays it: an integer with all digits, plus zeros and letters of its format. */
function numberText(written: string, shown: NumberFormat, isFrom1904: boolean): CellText {
  if (written.trim() === '') return sure('');
  const value = Number(written);
  if (!Number.isFinite(value)) throw new TableFailure('damaged', written);
  if (shown?.kind === 'date') return { text: dateText(value, isFrom1904), doubt: 'date-value' };
  if (Number.isInteger(value) && Math.abs(value) >= FIRST_ROUNDED) return { text: BigInt(value).toString(), doubt: 'rounded-number' };
  const formatted = shown === null || !Number.isInteger(value) ? null : wholeNumber(value, shown.code);
  return formatted === null ? { text: String(value), doubt: 'number' } : sure(formatted);
}

/** Formats a whole number with a format of digits and letters only; null if the format is of another kind or hides digits. */
function wholeNumber(value: number, code: string): string | null {
  try {
    const { type, maxDecimals, scale } = getFormatInfo(code);
    if (type !== 'number' || maxDecimals !== 0 || scale !== 1) return null;
    const text = format(code, value).trim();
    // A format that hides digits loses information.
    return text.replace(/[^0-9]/g, '').includes(String(Math.abs(value))) ? text : null;
  } catch {
    // An unsupported format is no reason to refuse the number.
    return null;
  }
}

/** Returns the day of a serial date (ECMA-376 part 1 §18.17.4.1) in ISO 8601, without a time zone. */
function dateText(days: number, isFrom1904: boolean): string {
  const fromEpoch = days - (isFrom1904 ? 24_107 : days < 60 ? 25_568 : 25_569);
  const time = new Date(Math.round(fromEpoch * DAY_MS));
  return Number.isNaN(time.getTime()) ? String(days) : time.toISOString().slice(0, 10);
}
