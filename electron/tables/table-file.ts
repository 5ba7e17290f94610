import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
import { mebibytes, TableFailure, type ReadOptions, type Table, type TableLimits } from './table.js';

/** How an archive begins (a workbook is one), and how a compound file does (`.xls`, and a protected workbook). */
const ARCHIVE = [0x50, 0x4b];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads a table file in the thread that calls, which it keeps busy: see `read-table.ts` for the way from main.
 *
 * @throws TableFailure when it is not taken
 */
export async function readTableFile(file: string, options: ReadOptions): Promise<Table> {
  return parseTable(await bytesOf(file, options.limits), options);
}

/** Reads a table file's bytes; see {@link readTableFile}. What kind of file it is, its first bytes say, not its name. */
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
