import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { usualLimits, type Table } from '../tables/table.js';
import { parseTable } from '../tables/table-file.js';
import { formattedWorkbook, type FormattedCell } from '../tables/xlsx.fixture.js';
import { checkList, guessMapping, stockColumnNames } from './stock-list.js';

const RAW = '3ff188bcba833740826246eba1291c6e';
const tableOf = (bytes: Uint8Array | string): Table =>
  parseTable(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes, {
    limits: usualLimits,
    columnNames: stockColumnNames,
    onProgress: () => undefined,
  });
const example = async (name: string): Promise<Table> => tableOf(await readFile(join(import.meta.dirname, '../tables/examples', name)));
const check = (table: Table) =>
  checkList(table, { ...guessMapping(table.header), idOrder: 'raw' }, () => undefined, new AbortController().signal);
const serialsOf = async (table: Table): Promise<readonly string[]> => {
  const { cards, problems } = await check(table);
  expect(problems).toEqual([]);
  return cards.map(({ serial }) => serial);
};
const problemsOf = async (table: Table): Promise<readonly string[]> =>
  (await check(table)).problems.map(({ line, column, code, value }) => `${String(line)} ${column ?? ''}: ${code} ${value}`);
/** A list of serial numbers, each with its cell format. */
const serials = (...cells: FormattedCell[]): Table =>
  tableOf(formattedWorkbook([{ name: 'Cards', rows: [['serial number'], ...cells.map((cell) => [cell])] }]));

describe('numbers in a workbook', () => {
  it('written as floating point are whole serial numbers', async () => {
    expect(await serialsOf(await example('stock-poi-numbers.xlsx'))).toEqual(['10231', '10231007', '1234567890123', '102310']);
  });

  it('keep the zeros of their format', async () => {
    expect(await serialsOf(await example('stock-zero-padded-format.xlsx'))).toEqual(['0001023', '0045123']);
  });

  it.each<[string, number | string, string]>([
    ['0000000', 1023, '0001023'],
    ['"A-"0000', 12, 'A-0012'],
    ['\\S\\N000000', 77, 'SN000077'],
    ['000-000', 123456, '123-456'],
    ['[<=9999999]000-0000;(000) 000-0000', 5551234, '555-1234'],
    ['[Red]00000', 42, '00042'],
    ['00000_);(00000)', 42, '00042'],
    ['#,##0', 10231007, '10231007'],
    ['0.00E+00', 10231007, '10231007'],
    ['0.00', 10231, '10231'],
    ['0,', 10231, '10231'],
    ['General', '1.0231007E7', '10231007'],
    ['@', '10231.0', '10231'],
    [';;;', 10231, '10231'],
    ['no format "', 10231, '10231'],
  ])('in the format %s: %s is %s', async (format, value, serial) => {
    expect(await serialsOf(serials({ value, format }))).toEqual([serial]);
  });

  it.each<[string, FormattedCell, string]>([
    ['of 16 digits', { value: '1234567890123456' }, 'rounded-number 1234567890123456'],
    ['of 16 digits with an exponent', { value: '1.234567890123456E15' }, 'rounded-number 1234567890123456'],
    ['as a date', { value: 46_033, format: 'd-mmm' }, 'date-value 2026-01-11'],
    ['as text with an exponent', '1.02E+07', 'rounded-number 1.02E+07'],
    ['as an error', { error: '#DIV/0!' }, 'error-value #DIV/0!'],
  ])('are refused as serial numbers: %s', async (_, cell, problem) => {
    expect(await problemsOf(serials(cell))).toEqual([`2 serial number: ${problem}`]);
  });

  it('are refused as card ids, because zeros and exponents are lost', async () => {
    const ids = tableOf(
      formattedWorkbook([
        { name: 'Cards', rows: [['uid'], [{ value: 12345678 }], [{ value: '1.2345E71' }], [{ value: 4112233, format: '00000000' }]] },
      ]),
    );
    expect(await problemsOf(ids)).toEqual(['2 uid: rounded-number 12345678', `3 uid: rounded-number ${BigInt(1.2345e71).toString()}`]);
    const table = tableOf(formattedWorkbook([{ name: 'Cards', rows: [['uid'], [{ value: 4112233, format: '00000000' }]] }]));
    expect((await check(table)).cards).toMatchObject([{ raw: '04112233' }]);
  });

  it('may be dates and numbers in other columns', async () => {
    const { cards, problems } = await check(
      tableOf(
        formattedWorkbook([
          {
            name: 'Cards',
            rows: [
              ['serial number', 'box', 'location'],
              ['A-1', { value: 46_033, format: 'd-mmm' }, { value: '7.0' }],
            ],
          },
        ]),
      ),
    );
    expect(problems).toEqual([]);
    expect(cards).toMatchObject([{ box: '2026-01-11', location: '7' }]);
  });
});

describe('numbers in text', () => {
  it.each(['1,23457E+15', '4,5E+11', '1.0231007E7', '1.02E+07', '12E+3', '2.5e-3', '10231.0', '10231,00'])(
    '%s is refused as a serial number',
    async (serial) => {
      expect(await problemsOf(tableOf(`serial number;box\n${serial};B1\n`))).toEqual([`2 serial number: rounded-number ${serial}`]);
    },
  );

  it.each(['10231', '0001023', '12E5', '1-11', 'E10', '10.231', '3E12345678', 'A-1.0'])('%s is a serial number', async (serial) => {
    expect(await serialsOf(tableOf(`serial number;box\n${serial};B1\n`))).toEqual([serial]);
  });

  it('that were rounded are reported by line, and nothing is imported', async () => {
    const { problems, wrong } = await check(tableOf('serial number;box\r\n1,23457E+15;B1\r\n4,5E+11;B1\r\nA-1003;B1\r\n'));
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'rounded-number'],
      [3, 'rounded-number'],
    ]);
    expect(wrong).toBe(2);
  });
});

describe('cells with an error', () => {
  it('are each reported by line, column and error', async () => {
    expect(await problemsOf(await example('stock-na-status.xlsx'))).toEqual(['2 location: error-value #N/A', '2 status: error-value #N/A']);
  });

  it.each(['#REF!', '#VALUE!', '#NAME?', '#NUM!', '#NULL!'])('%s in the status is not "in stock"', async (error) => {
    const table = tableOf(
      formattedWorkbook([
        {
          name: 'Cards',
          rows: [
            ['serial number', 'status'],
            ['A-1', { error }],
          ],
        },
      ]),
    );
    expect(await problemsOf(table)).toEqual([`2 status: error-value ${error}`]);
  });

  it('do not matter in an unused column', async () => {
    expect(
      await serialsOf(
        tableOf(
          formattedWorkbook([
            {
              name: 'Cards',
              rows: [
                ['serial number', 'price'],
                ['A-1', { error: '#N/A' }],
              ],
            },
          ]),
        ),
      ),
    ).toEqual(['A-1']);
  });
});

describe('the sheet that is read', () => {
  it('is the first visible one', async () => {
    const table = await example('stock-hidden-first-sheet.xlsx');
    expect(table.sheet).toBe('delivery');
    expect(await serialsOf(table)).toEqual(['NEW-1']);
  });

  it.each(['hidden', 'veryHidden'] as const)('is not one that is %s', async (state) => {
    const table = tableOf(
      formattedWorkbook([
        { name: 'lists', state, rows: [['serial number'], ['OLD']] },
        { name: 'Karten Ü', rows: [['serial number'], ['NEW']] },
      ]),
    );
    expect(table.sheet).toBe('Karten Ü');
    expect(await serialsOf(table)).toEqual(['NEW']);
  });

  it('is refused where all are hidden', () => {
    expect(() => tableOf(formattedWorkbook([{ name: 'a', state: 'hidden', rows: [['serial number'], ['1']] }]))).toThrow(
      /no visible sheet/,
    );
  });
});

describe('lines above the column names', () => {
  it.each([
    [
      'titles and a gap',
      'Delivery note 4711;;\r\nDate: 2026-01-05;;\r\n;;\r\ncard id;serial number;box\r\n3FF188BCBA833740826246EBA1291C6E;A-1001;B1\r\n',
      4,
    ],
    ['a title without delimiters', `Delivery note 4711\ncard id;serial number;box\n${RAW};A-1001;B1\n`, 2],
    ['a title with the other delimiter', `Delivery note 4711, Gent, January\ncard id;serial number;box\n${RAW};A-1001;B1\n`, 2],
    ['a separator line for Excel', `sep=;\r\ncard id;serial number;box\r\n${RAW};A-1001;B1\r\n`, 2],
    ['a quoted separator line for Excel', `"sep=;"\r\ncard id;serial number;box\r\n${RAW};A-1001;B1\r\n`, 2],
    [
      'a type line of PowerShell',
      `#TYPE System.Management.Automation.PSCustomObject\r\n"card id","serial number","box"\r\n"${RAW}","A-1001","B1"\r\n`,
      2,
    ],
    ['a remark', `# exported by the vendor\ncard id\tserial number\tbox\n${RAW}\tA-1001\tB1\n`, 2],
  ])('are skipped: %s', async (_, text, headerLine) => {
    const table = tableOf(text);
    expect(table.headerLine).toBe(headerLine);
    expect((await check(table)).cards).toMatchObject([{ line: headerLine + 1, raw: RAW, serial: 'A-1001', box: 'B1' }]);
  });

  it('are skipped in a workbook too', async () => {
    const table = tableOf(formattedWorkbook([{ name: 'a', rows: [['Delivery note'], [], ['Kaart-ID', 'Serienummer'], [RAW, 'A-1001']] }]));
    expect(table.headerLine).toBe(3);
    expect((await check(table)).cards).toMatchObject([{ line: 4, raw: RAW }]);
  });

  it('are the header if no line has known columns', () => {
    expect(tableOf('a;b\n1;2\n')).toMatchObject({ headerLine: 1, header: ['a', 'b'] });
  });
});

describe('invisible characters', () => {
  it.each(['\u200e', '\u200b', '\u00ad', '\ufeff', '\u2060', '\u202a', '\u00a0'])('do not change an id: %j', async (mark) => {
    const { cards, problems } = await check(tableOf(`card id,serial number\n${mark}${RAW}${mark},A${mark === '\u00a0' ? '' : mark}-1\n`));
    expect(problems).toEqual([]);
    expect(cards).toMatchObject([{ raw: RAW, serial: 'A-1' }]);
  });
});

it('serial numbers with equal digits but other separators are two cards', async () => {
  expect(await serialsOf(tableOf('serial number,box\n1-11,1\n11-1,11\n111,1\n1 1-1,2\n'))).toEqual(['1-11', '11-1', '111', '1 1-1']);
});
