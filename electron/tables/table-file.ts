import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
import { mebibytes, TableFailure, type ReadOptions, type Table, type TableLimits } from './table.js';

/** First bytes of a ZIP archive (workbooks are ZIP files) and of a compound file (`.xls`, or a protected workbook). */
const ARCHIVE = [0x50, 0x4b];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads a table file in the calling thread, which it blocks; main uses `read-table.ts` instead.
 * @throws TableFailure if the file is refused
 */
export async function readTableFile(file: string, options: ReadOptions): Promise<Table> {
  return parseTable(await bytesOf(file, options.limits), options);
}

/** Parses the bytes of a table file; see {@link readTableFile}. The first bytes decide the format, not the file's name. */
export function parseTable(bytes: Uint8Array, options: ReadOptions): Table {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);
  if (begins(COMPOUND_FILE)) throw new TableFailure('old-or-protected', '');
  return begins(ARCHIVE) ? readXlsx(bytes, options) : readCsv(bytes, options);
}

async function bytesOf(file: string, limits: TableLimits): Promise<Buffer> {
  try {
    return await readExternalFile(file, { mostBytes: limits.fileBytes });
  } catch (error) {
    if (error instanceof ExternalFileError && error.code === 'too-large') throw new TableFailure('too-large', mebibytes(limits.fileBytes));
    throw new TableFailure('unreadable', error instanceof Error ? error.message : String(error));
  }
}
