import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { decodeText } from './decode-text.js';
import { TableBuilder, TableFailure, type Table, type TableLimits } from './table.js';

/** What may part the fields, in the order of preference where a header has as many of two. */
const DELIMITERS = [',', ';', '\t'] as const;
/** Records between two reports of progress. */
const RECORDS_A_REPORT = 1_000;

/**
 * Reads a text of records (RFC 4180), parted by commas, semicolons or tabs as the header is. Keeps the thread busy.
 *
 * @param onProgress told how much is done, 0 to 1
 * @throws TableFailure when it is not taken
 */
export function readCsv(bytes: Uint8Array, limits: TableLimits, onProgress: (done: number) => void): Table {
  const decoded = decodeText(bytes);
  if (decoded === null) throw new TableFailure(looksBinary(bytes) ? 'not-a-table' : 'unknown-encoding', '');
  const { text, delimiter, skippedLines } = partedBy(decoded.text);
  const builder = new TableBuilder(limits);
  const length = Buffer.byteLength(text);
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      // The line that counts is the one a record ends on.
      on_record: (record: string[], { lines, bytes: at, records }) => {
        builder.take(lines + skippedLines, record, { isPadded: false });
        if (records % RECORDS_A_REPORT === 0) onProgress(Math.min(1, at / length));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Where a quotation mark stands wrong, nobody can say where the next field begins.
    builder.object({ line: z.number().catch(0).parse(error['lines']) + skippedLines, code: 'bad-quotes', value: error.message });
  }
  return builder.finish({ kind: 'csv', encoding: decoded.encoding });
}

/** A line `sep=;` before the header is a word to the spreadsheet alone. */
function partedBy(text: string): { readonly text: string; readonly delimiter: string; readonly skippedLines: number } {
  const told = /^sep=([^\r\n])(?:\r\n|\r|\n|$)/i.exec(text);
  if (told) return { text: text.slice(told[0].length), delimiter: told[1] ?? ',', skippedLines: 1 };
  const header = /^\s*([^\r\n]*)/.exec(text)?.[1]?.replace(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string): number => header.split(delimiter).length;
  const delimiter = DELIMITERS.reduce<string>((best, one) => (count(one) > count(best) ? one : best), DELIMITERS[0]);
  return { text, delimiter, skippedLines: 0 };
}

/** Whether so many control characters stand in it that it cannot have been meant as text. Zeros are in wide text too. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  let controls = 0;
  for (const byte of sample) if (byte > 0 && byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)) controls += 1;
  return controls >= sample.length / 20;
}
