import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TableFailure, usualLimits, type Table, type TableLimits } from './table.js';
import { parseTable, readTableFile } from './table-file.js';
import { workbook, workbookOf } from './xlsx.fixture.js';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const read = (bytes: Uint8Array, limits: Partial<TableLimits> = {}, onProgress: (done: number) => void = () => undefined): Table =>
  parseTable(bytes, { limits: { ...usualLimits, ...limits }, columnNames: [], onProgress });

/** Why a file is refused. */
async function failure(bytes: Uint8Array, limits: Partial<TableLimits> = {}) {
  const failed: unknown = await Promise.resolve()
    .then(() => read(bytes, limits))
    .catch((error: unknown) => error);
  if (!(failed instanceof TableFailure)) throw new Error(`It was taken, or failed otherwise: ${JSON.stringify(failed)}`, { cause: failed });
  return { line: failed.line, code: failed.code, value: failed.value };
}

const TEXT = 'Card,Box\nZoë,A\nb,\n';
const rows = [
  { line: 2, cells: ['Zoë', 'A'] },
  { line: 3, cells: ['b', ''] },
];

describe('an accepted table', () => {
  it.each<[string, Uint8Array, Table['encoding']]>([
    ['UTF-8', utf8(TEXT), 'utf-8'],
    ['UTF-8 with a byte order mark', utf8(`\uFEFF${TEXT}`), 'utf-8'],
    ['with Windows line ends', utf8(TEXT.replaceAll('\n', '\r\n')), 'utf-8'],
    ['without a last line end', utf8(TEXT.trimEnd()), 'utf-8'],
    ['separated by semicolons', utf8(TEXT.replaceAll(',', ';')), 'utf-8'],
    ['separated by tabs', utf8(TEXT.replaceAll(',', '\t')), 'utf-8'],
    ['with spaces around the cells', utf8(TEXT.replaceAll(',', ' , ')), 'utf-8'],
    ['UTF-16, little-endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16, big-endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 without a byte order mark', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['UTF-16, big-endian, without a byte order mark', Buffer.from(TEXT, 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', Buffer.from(TEXT, 'latin1'), 'windows-1252'],
  ])('%s', (_, bytes, encoding) => {
    expect(read(bytes)).toEqual({ kind: 'csv', encoding, sheet: null, headerLine: 1, header: ['Card', 'Box'], rows, problems: [] });
  });

  it('is a workbook with text, numbers, dates, gaps and empty rows', () => {
    const bytes = workbook([['Card', 'Box', 'Since', 'Sealed'], ['Zoë & <co>', 7, new Date('2026-02-03'), true], [], [null, 12345678901]]);
    expect(read(bytes)).toEqual({
      kind: 'xlsx',
      encoding: null,
      sheet: 'Cards',
      headerLine: 1,
      header: ['Card', 'Box', 'Since', 'Sealed'],
      rows: [
        {
          line: 2,
          cells: ['Zoë & <co>', '7', '2026-02-03', 'true'],
          doubts: [
            { column: 1, doubt: 'number' },
            { column: 2, doubt: 'date-value' },
          ],
        },
        { line: 4, cells: ['', '12345678901', '', ''], doubts: [{ column: 1, doubt: 'number' }] },
      ],
      problems: [],
    });
  });

  it('may contain commas, quotation marks and line ends, which count as lines', () => {
    expect(read(utf8('a,b\n"x, ""y""","1\n2"\n3,4\n'))).toMatchObject({
      rows: [
        { line: 3, cells: ['x, "y"', '1\n2'] },
        { line: 4, cells: ['3', '4'] },
      ],
    });
  });

  it('may have a line for the spreadsheet before the header', () => {
    expect(read(utf8('sep=;\r\na;b\r\n1,0;2\r\n'))).toMatchObject({ headerLine: 2, rows: [{ line: 3, cells: ['1,0', '2'] }] });
  });

  it('may have one column, or only a header', () => {
    expect(read(utf8('Serial\n1\n2\n'))).toMatchObject({ header: ['Serial'], rows: [{ cells: ['1'] }, { cells: ['2'] }] });
    expect(read(utf8('Serial\n'))).toMatchObject({ header: ['Serial'], rows: [] });
  });

  it('reports its progress', () => {
    const told: number[] = [];
    read(utf8(`a,b\n${'1,2\n'.repeat(100_000)}`), {}, (done) => told.push(done));
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe('malformed lines', () => {
  it('are reported, and the others accepted', () => {
    const { rows: taken, problems } = read(utf8('a,b\n1,2\n3\n4,5,6\n7,8,,\n'), { cellLength: 20 });
    expect(taken.map(({ line }) => line)).toEqual([2, 5]);
    expect(problems).toEqual([
      { line: 3, column: null, code: 'too-few-cells', value: '1' },
      { line: 4, column: null, code: 'too-many-cells', value: '3' },
    ]);
  });

  it('are reported if a cell is too long', () => {
    const { problems } = read(utf8(`a,b\n1,${'x'.repeat(300)}\n`), { cellLength: 250 });
    expect(problems).toEqual([{ line: 2, column: null, code: 'cell-too-long', value: 'x'.repeat(200) }]);
  });

  it('end the table after a misplaced quotation mark', () => {
    const { problems } = read(utf8('a,b\n1,2\n3,4"5\n6,7\n'));
    expect(problems).toMatchObject([{ line: 3, code: 'bad-quotes' }]);
  });
});

describe('a refused file', () => {
  const wide = workbookOf('<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>');
  const long = workbookOf(
    '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>',
  );
  const hidden = workbookOf(
    '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row><c r="A&#57;99999999"><v>1</v></c></row></sheetData></worksheet>',
  );
  const many = workbookOf(`<worksheet><sheetData>${'<row/>'.repeat(2_000)}</sheetData></worksheet>`);
  it.each<[string, Uint8Array, Partial<TableLimits>, { code: string; line?: number; value?: string }]>([
    ['an empty file', utf8(''), {}, { code: 'empty-file' }],
    ['only white space', utf8('\n  \n,,\n'), {}, { code: 'empty-file' }],
    ['UTF-32', Buffer.from('\uFEFFa,b\n'.split('').join('\0') + '\0', 'utf16le'), {}, { code: 'unknown-encoding' }],
    ['bytes that are not text', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x81, 0x8d, 0x2c, 0x41]), {}, { code: 'unknown-encoding' }],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 0]),
      {},
      { code: 'not-a-table' },
    ],
    [
      'a workbook of an old Excel, or a protected one',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      {},
      { code: 'old-or-protected' },
    ],
    ['half a workbook', workbook([['a'], ['1']]).slice(0, 700), {}, { code: 'damaged' }],
    ['an archive without a workbook', workbookOf('').slice(0, 22), {}, { code: 'damaged' }],
    ['a workbook whose sheet is cut off', workbookOf('<worksheet><sheetData><row r="1"><c r="A1"'), {}, { code: 'damaged' }],
    [
      'a workbook that refers to a missing text',
      workbookOf('<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData></worksheet>'),
      {},
      { code: 'damaged' },
    ],
    ['an empty workbook', workbook([]), {}, { code: 'empty-file' }],
    [
      'a workbook that grows when unpacked',
      workbook(Array.from({ length: 50_000 }, () => [1, 1])),
      { unpackedBytes: 1024 * 1024 },
      { code: 'too-large', value: '1' },
    ],
    ['a workbook with a cell far to the right', wide, {}, { code: 'too-many-columns', value: '200' }],
    ['a workbook with a cell far down', long, {}, { code: 'too-many-rows', value: '500000' }],
    ['a workbook that hides how far away a cell is', hidden, {}, { code: 'damaged', value: 'A999999999' }],
    ['a workbook with rows without a number', many, { rows: 1_000 }, { code: 'too-many-rows', value: '1000' }],
    ['too many lines', utf8('a\n1\n2\n3\n'), { rows: 2 }, { code: 'too-many-rows', line: 4, value: '2' }],
    ['too many columns', utf8('a,b,c\n'), { columns: 2 }, { code: 'too-many-columns', line: 1, value: '2' }],
  ])('%s', async (_, bytes, limits, expected) => {
    expect(await failure(bytes, limits)).toMatchObject({ line: 0, ...expected });
  });
});

describe('a file on the disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tables-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const readFile = (name: string, limits: Partial<TableLimits> = {}) =>
    readTableFile(join(folder, name), { limits: { ...usualLimits, ...limits }, columnNames: [], onProgress: () => undefined });

  it('is read, or the reason is reported', async () => {
    await writeFile(join(folder, 'cards.txt'), TEXT);
    expect(await readFile('cards.txt')).toMatchObject({ rows });
    await expect(readFile('cards.txt', { fileBytes: 10 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(readFile('missing.csv')).rejects.toMatchObject({ code: 'unreadable' });
    await expect(readFile('.')).rejects.toMatchObject({ code: 'unreadable' });
  });
});
