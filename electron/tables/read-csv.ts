import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { decodeText } from './decode-text.js';
import { plainName } from './plain-name.js';
import { TableBuilder, TableFailure, type ReadOptions, type Table } from './table.js';

/** What may part the fields, in the order of preference where a header has as many of two. */
const DELIMITERS = [',', ';', '\t'] as const;
/** Characters in which the delimiter is looked for. */
const SAMPLE_LENGTH = 64 * 1024;
/** Records between two reports of progress. */
const RECORDS_A_REPORT = 1_000;

/**
 * Reads a text of records (RFC 4180), parted by commas, semicolons or tabs as the header is. Keeps the thread busy.
 *
 * @throws TableFailure when it is not taken
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
      // The line that counts is the one a record ends on.
      on_record: (record: string[], { lines, bytes: at, records }) => {
        builder.addLine(lines + skippedLines, record, { isPadded: false });
        if (records % RECORDS_A_REPORT === 0) onProgress(Math.min(1, at / length));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Where a quotation mark stands wrong, nobody can say where the next field begins.
    builder.addProblem({ line: z.number().catch(0).parse(error['lines']) + skippedLines, code: 'bad-quotes', value: error.message });
  }
  return builder.finish({ kind: 'csv', encoding: decoded.encoding, sheet: null });
}

/** A line for the program that wrote the file or will read it, and for nobody else: `sep=;` of Excel, `#TYPE …` of PowerShell. */
const PROGRAM_LINE = /^"?(?:sep=(?<told>[^\r\n"]?)|#TYPE [^\r\n]*?)"?[ ;,\t]*(?:\r\n|\r|\n|$)/i;
/** Lines among which the fields' delimiter is looked for. */
const SAMPLE_LINES = 20;

/**
 * Tells the lines for programs at the beginning of a text from its records, and finds what delimits the fields: what the
 * first line says, else what makes the most known column names, else what the first line that has any has most of.
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

/** Whether so many control characters stand in it that it cannot have been meant as text. Zeros are in wide text too. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  let controls = 0;
  for (const byte of sample) if (byte > 0 && byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)) controls += 1;
  return controls >= sample.length / 20;
}
