import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { decodeText } from './decode-text.js';
import { plainName } from './plain-name.js';
import { TableBuilder, TableFailure, type ReadOptions, type Table } from './table.js';

/** Possible delimiters, in order of preference if a header has equally many of two. */
const DELIMITERS = [',', ';', '\t'] as const;
/** Number of characters to search for the delimiter. */
const SAMPLE_LENGTH = 64 * 1024;
/** Records between two progress reports. */
const RECORDS_A_REPORT = 1_000;

/**
 * Parses records (RFC 4180) separated by commas, semicolons or tabs, whichever the header uses. Blocks the thread.
 * @throws TableFailure if the file is refused
 */
export function readCsv(bytes: Uint8Array, { limits, columnNames, onProgress }: ReadOptions): Table {
  const decoded = decodeText(bytes);
  if (decoded === null) throw new TableFailure(looksBinary(bytes) ? 'not-a-table' : 'unknown-encoding', '');
  const { text, delimiter, skippedLines } = separateFields(decoded.text, columnNames);
  const builder = new TableBuilder(limits, columnNames);
  const length = Buffer.byteLength(text);
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      // The line number that counts is that of the record's end.
      on_record: (record: string[], { lines, bytes: at, records }) => {
        builder.addLine(lines + skippedLines, record, { isPadded: false });
        if (records % RECORDS_A_REPORT === 0) onProgress(Math.min(1, at / length));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // After a misplaced quotation mark the next field's start is unknown.
    builder.addProblem({ line: z.number().catch(0).parse(error['lines']) + skippedLines, code: 'bad-quotes', value: error.message });
  }
  return builder.finish({ kind: 'csv', encoding: decoded.encoding, sheet: null });
}

/** A line for programs only: `sep=;` of Excel, `#TYPE …` of PowerShell. */
const PROGRAM_LINE = /^"?(?:sep=(?<told>[^\r\n"]?)|#TYPE [^\r\n]*?)"?[ ;,\t]*(?:\r\n|\r|\n|$)/i;
/** Number of lines to search for the delimiter. */
const SAMPLE_LINES = 20;

/**
 * Separates leading lines for programs from the records, and finds the delimiter: the one the first line names, else the one
 * that gives the most known column names, else the most frequent one in the first line that has any.
 */
export function separateFields(
  whole: string,
  columnNames: readonly string[],
): { readonly text: string; readonly delimiter: string; readonly skippedLines: number } {
  let text = whole;
  let told: string | undefined;
  let skippedLines = 0;
  for (let found = PROGRAM_LINE.exec(text); found !== null && found[0] !== ''; found = PROGRAM_LINE.exec(text)) {
    told ??= found.groups?.['told'] || undefined;
    skippedLines += 1;
    text = text.slice(found[0].length);
  }
  if (told !== undefined) return { text, delimiter: told, skippedLines };
  const lines = text
    .slice(0, SAMPLE_LENGTH)
    .split(/\r\n|\r|\n/, SAMPLE_LINES)
    .map((line) => line.replace(/"([^"]*)"/g, (_, inner: string) => inner.replace(/[,;\t]/g, ' ')));
  const names = new Set(columnNames.map(plainName));
  const knownNames = (delimiter: string): number =>
    Math.max(...lines.map((line) => line.split(delimiter).filter((name) => names.has(plainName(name))).length));
  const delimited = lines.find((line) => DELIMITERS.some((delimiter) => line.includes(delimiter))) ?? '';
  const fields = (delimiter: string): number => delimited.split(delimiter).length;
  const better = (one: string, other: string): boolean =>
    knownNames(one) > knownNames(other) || (knownNames(one) === knownNames(other) && fields(one) > fields(other));
  return { text, delimiter: DELIMITERS.reduce<string>((best, one) => (better(one, best) ? one : best), DELIMITERS[0]), skippedLines };
}

/** Returns whether a file has too many control characters for text. Zeros do not count, because UTF-16 text has them too. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  let controls = 0;
  for (const byte of sample) if (byte > 0 && byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)) controls += 1;
  return controls >= sample.length / 20;
}
