import { describe, expect, it } from 'vitest';
import type { StockMapping } from '../../shared/stock.js';
import type { TableProblem } from '../../shared/tables.js';
import { TableFailure, usualLimits, type Table } from '../tables/table.js';
import { parseTable } from '../tables/table-file.js';
import { workbook, workbookOf, type FixtureCell } from '../tables/xlsx.fixture.js';
import { checkList, guessMapping, stockColumnNames } from './stock-list.js';

const RAW = '3ff188bcba833740826246eba1291c6e';
const GUID = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const OTHER = '00112233-4455-6677-8899-aabbccddeeff';
const HEADER = ['Card id', 'Serial number', 'Box', 'Location', 'Status'];

const tableOf = (bytes: Uint8Array): Table =>
  parseTable(bytes, { limits: usualLimits, columnNames: stockColumnNames, onProgress: () => undefined });
const check = (table: Table, mapping: Partial<StockMapping> = { idOrder: 'windows-guid' }) =>
  checkList(table, { ...guessMapping(table.header), ...mapping }, () => undefined, new AbortController().signal);
const csv = (...lines: string[]): Uint8Array => Buffer.from(`${HEADER.join(',')}\n${lines.join('\n')}\n`, 'utf8');
const xlsx = (...rows: FixtureCell[][]): Uint8Array => workbook([HEADER, ...rows]);

describe('a list of cards', () => {
  it.each([
    ['text', csv(`{${GUID}},SN-1,B1,Gent,`, '04:A1:B2:C3,SN-2,B1,Gent,lost', `${OTHER},,B2,Ieper,In stock`)],
    [
      'a workbook',
      xlsx([`{${GUID}}`, 'SN-1', 'B1', 'Gent'], ['04:A1:B2:C3', 'SN-2', 'B1', 'Gent', 'lost'], [OTHER, null, 'B2', 'Ieper', 'In stock']),
    ],
  ])('is read from %s', async (_, bytes) => {
    const { cards, problems, wrong, ambiguous } = await check(tableOf(bytes));
    expect({ problems, wrong }).toEqual({ problems: [], wrong: 0 });
    expect(ambiguous).toEqual({ written: `{${GUID}}`, digits: GUID.replaceAll('-', '') });
    expect(cards).toEqual([
      { line: 2, key: RAW, raw: RAW, serial: 'SN-1', serialKey: 'SN1', box: 'B1', location: 'Gent', status: 'in-stock' },
      { line: 3, key: '04a1b2c3', raw: '04a1b2c3', serial: 'SN-2', serialKey: 'SN2', box: 'B1', location: 'Gent', status: 'lost' },
      {
        line: 4,
        key: '33221100554477668899aabbccddeeff',
        raw: '33221100554477668899aabbccddeeff',
        serial: '',
        serialKey: '',
        box: 'B2',
        location: 'Ieper',
        status: 'in-stock',
      },
    ]);
  });

  it.each([
    ['Dutch', 'Kaart-ID;Serienummer;Doos;Locatie;Toestand', 'verloren'],
    ['German', 'Karten-ID;Seriennummer;Schachtel;Standort;Zustand', 'Verloren'],
    ['French', 'Identifiant de carte;Numéro de série;Boîte;Emplacement;État', 'perdue'],
  ])('is read with a header in %s', async (_, header, lost) => {
    const { cards, problems } = await check(tableOf(Buffer.from(`${header}\n${RAW};1;2;3;${lost}\n`)), { idOrder: 'raw' });
    expect(problems).toEqual([]);
    expect(cards).toMatchObject([{ raw: RAW, serial: '1', box: '2', location: '3', status: 'lost' }]);
  });

  it('may have serial numbers only', async () => {
    const { cards, ambiguous } = await check(tableOf(Buffer.from('Serial\n0012\n0013\n')), {});
    expect(ambiguous).toBeNull();
    expect(cards.map(({ key, raw, serial }) => [key, raw, serial])).toEqual([
      ['serial:0012', null, '0012'],
      ['serial:0013', null, '0013'],
    ]);
  });

  it('with ambiguous ids needs a chosen byte order', async () => {
    const table = tableOf(csv(`${RAW},1,,,`, '04a1b2c3,2,,,'));
    const { cards, wrong, ambiguous } = await check(table, { idOrder: null });
    expect({ keys: cards.map(({ key }) => key), wrong, ambiguous }).toEqual({
      keys: ['04a1b2c3'],
      wrong: 0,
      ambiguous: { written: RAW, digits: RAW },
    });
    expect((await check(table, { idOrder: 'raw' })).cards[0]?.raw).toBe(RAW);
    expect((await check(table, { idOrder: 'windows-guid' })).cards[0]?.raw).toBe(GUID.replaceAll('-', ''));
  });

  it('is abandoned when canceled', async () => {
    const table = tableOf(csv(...Array.from({ length: 2_000 }, (_, n) => `,${String(n)},,,`)));
    await expect(checkList(table, guessMapping(table.header), () => undefined, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

/** A file's problem, whole or by line. */
async function problemsIn(bytes: Uint8Array): Promise<readonly TableProblem[]> {
  try {
    const { problems, cards } = await check(tableOf(bytes));
    if (problems.length === 0) throw new Error(`The list was taken: ${JSON.stringify(cards)}`);
    return problems;
  } catch (error) {
    if (!(error instanceof TableFailure)) throw error;
    return [error.problem()];
  }
}

const whole = (code: TableProblem['code'], value: unknown = '') => ({ line: 0, column: null, code, value });
const at = (line: number, column: string | null, code: TableProblem['code'], value: unknown) => ({ line, column, code, value });
const anything = expect.any(String) as string;

describe('a wrong list is reported by line and reason', () => {
  it.each<[string, Uint8Array, readonly object[]]>([
    ['an empty file', Buffer.from(''), [whole('empty-file')]],
    ['an empty workbook', workbook([]), [whole('empty-file')]],
    ['text in an unknown encoding', Buffer.from([...csv('04a1b2c3,1,,,'), 0x81, 0x2c, 0x9d]), [whole('unknown-encoding')]],
    ['UTF-32', Buffer.from(csv('04a1b2c3,1,,,').toString().split('').join('\0\0\0')), [whole('unknown-encoding')]],
    ['a picture named .csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]), [whole('not-a-table')]],
    ['a workbook of an old Excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), [whole('old-or-protected')]],
    ['half a workbook', xlsx([GUID]).slice(0, 900), [whole('damaged', anything)]],
    ['a workbook whose sheet breaks off', workbookOf('<worksheet><sheetData><row r="1"><c r="A1"'), [whole('damaged', anything)]],
    [
      'a workbook with a cell far to the right',
      workbookOf('<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
      [whole('too-many-columns', '200')],
    ],
    ['no header: the first line is a card', Buffer.from(`${GUID},SN-1\n${OTHER},SN-2\n`), [at(1, null, 'no-header', `${GUID}, SN-1`)]],
    ['no header in a workbook', workbook([['04a1b2c3'], ['04a1b2c4']]), [at(1, null, 'no-header', '04a1b2c3')]],
    ['too few cells', csv('04a1b2c3,1,,,', '04a1b2c4,2'), [at(3, null, 'too-few-cells', '2')]],
    ['too many cells', csv('04a1b2c3,1,,,', '04a1b2c4,2,,,,x'), [at(3, null, 'too-many-cells', '6')]],
    ['a quotation mark too many', csv('04a1b2c3,1,,,', '04a1b2c4,"2,,,'), [at(3, null, 'bad-quotes', anything)]],
    ['no id', csv('04a1b2c3,1,,,', ',2,B,,'), [at(3, 'Card id', 'empty-id', '')]],
    ['no id in a workbook', xlsx(['04a1b2c3', '1'], [null, '2']), [at(3, 'Card id', 'empty-id', '')]],
    ['neither id nor serial number', Buffer.from('Serial,Box\n1,B\n,B\n'), [at(3, 'Serial', 'empty-id', '')]],
    ['an id of the wrong length', csv('04a1b2,1,,,'), [at(2, 'Card id', 'bad-id', '04a1b2')]],
    [
      'an id that the spreadsheet has rounded',
      xlsx([Number('12345678901234567890'), 'a']),
      [at(2, 'Card id', 'rounded-number', '12345678901234567168')],
    ],
    ['an id that lost its first zero', xlsx([4123456, 'a']), [at(2, 'Card id', 'rounded-number', '4123456')]],
    ['an id that is a formula’s error', xlsx([{ error: '#REF!' }, 'a']), [at(2, 'Card id', 'error-value', '#REF!')]],
    [
      'the id of an uninitialized card',
      csv('00000000-0000-0000-0000-000000000000,1,,,'),
      [at(2, 'Card id', 'blank-id', '00000000-0000-0000-0000-000000000000')],
    ],
    [
      'the same id twice, written differently',
      csv(`{${GUID}},1,,,`, '04a1b2c3,2,,,', `${GUID.toUpperCase()},3,,,`),
      [at(4, 'Card id', 'duplicate-in-file', '2')],
    ],
    ['the same id twice in a workbook', xlsx(['04a1b2c3', '1'], ['04 A1 B2 C3', '2']), [at(3, 'Card id', 'duplicate-in-file', '2')]],
    ['the same serial number twice', csv('04a1b2c3,SN-1,,,', '04a1b2c4,sn 1,,,'), [at(3, 'Serial number', 'duplicate-in-file', '2')]],
    ['an unknown status', csv('04a1b2c3,1,,,on the moon'), [at(2, 'Status', 'bad-value', 'on the moon')]],
    ['a very long text as a box', csv(`04a1b2c3,1,${'x'.repeat(300)},,`), [at(2, 'Box', 'cell-too-long', 'x'.repeat(200))]],
    [
      'many mistakes at once, in their order',
      csv('04a1b2c3,1,,,', 'zz,2,,,', '04a1b2c4,3', '04a1b2c3,4,,,'),
      [at(3, 'Card id', 'bad-id', 'zz'), at(4, null, 'too-few-cells', '2'), at(5, 'Card id', 'duplicate-in-file', '2')],
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await problemsIn(bytes)).toEqual(expected);
  });

  it('reports at most a hundred problems, and their number', async () => {
    const { problems, wrong } = await check(tableOf(csv(...Array.from({ length: 300 }, () => 'zz,,,,'))));
    expect([problems.length, wrong]).toEqual([100, 300]);
  });
});
