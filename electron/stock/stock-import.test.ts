import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StockMapping } from '../../shared/stock.js';
import { stockColumns } from '../../shared/stock.fixture.js';
import { StockStoreFile } from '../store/stock-file.js';
import { JournalError } from '../store/journal.js';
import { parseTable } from '../tables/table-file.js';
import { usualLimits } from '../tables/table.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { asynchronousStock } from './asynchronous-stock.fixture.js';
import { stockColumnNames } from './stock-list.js';
import { StockImport, type StockImportDeps } from './stock-import.js';

const RAW = '3ff188bcba833740826246eba1291c6e';
const GUID = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const columns = stockColumns({ cardId: 0, serial: 1, box: 2 });
const words = { title: 'Import', kind: 'Lists' };
const asGuid: StockMapping = { columns, idOrder: 'windows-guid' };

let folder: string;
let stock: StockStoreFile;
let notes: [string, Readonly<Record<string, string | number>>][];
let told: string[];
let text: string;
let imports: StockImport;
let imported: number;
let options: { -readonly [K in keyof StockImportDeps]: StockImportDeps[K] };

beforeEach(() => {
  folder = testFolder('stock-import');
  stock = new StockStoreFile(join(folder, 'stock.db'), null);
  notes = [];
  told = [];
  imported = 0;
  options = {
    stock: asynchronousStock(stock),
    journal: {
      note: (event, facts) => {
        notes.push([event, facts]);
        return Promise.resolve();
      },
    },
    chooseFile: () => Promise.resolve('/somewhere/cards.csv'),
    readTable: () =>
      Promise.resolve({
        outcome: 'read',
        table: parseTable(Buffer.from(text), { limits: usualLimits, columnNames: stockColumnNames, onProgress: () => undefined }),
      }),
    mappingsFile: join(folder, 'lists.json'),
    rawsInReaders: () => [RAW],
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    onProgress: ({ stage }) => {
      if (told.at(-1) !== stage) told.push(stage);
    },
    onImported: () => {
      imported += 1;
      return Promise.resolve();
    },
    onNotKept: (error) => {
      throw error;
    },
  };
  imports = new StockImport(options);
});
afterEach(() => {
  stock.close();
});

const csv = (...lines: string[]): string => `Card ID,Serial,Box\n${lines.join('\n')}\n`;
const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `${(0x10_00_00_00 + n).toString(16)},s${String(n)},B`);

describe('a list to import', () => {
  it('is previewed first, and its ids are read in the chosen order', async () => {
    text = csv(`${GUID},SN-1,B1`, '04a1b2c3,SN-2,B1');
    expect(await imports.open(words)).toEqual({
      outcome: 'opened',
      file: {
        list: 1,
        name: 'cards.csv',
        sheet: null,
        header: ['Card ID', 'Serial', 'Box'],
        sample: [
          { line: 2, cells: [GUID, 'SN-1', 'B1'] },
          { line: 3, cells: ['04a1b2c3', 'SN-2', 'B1'] },
        ],
        lines: 2,
        mapping: { columns, idOrder: null },
        isRemembered: false,
      },
    });
    const undecided = await imports.preview({ columns, idOrder: null });
    expect(undecided).toMatchObject({
      ok: true,
      value: {
        wrong: 0,
        ambiguous: {
          written: GUID,
          // The card in the reader shows the right byte order.
          readings: [
            { order: 'windows-guid', raw: RAW, windowsGuid: GUID, inReaders: 1 },
            { order: 'raw', raw: GUID.replaceAll('-', ''), windowsGuid: '3ff188bc-ba83-3740-8262-46eba1291c6e', inReaders: 0 },
          ],
        },
      },
    });
    expect(await imports.import(1, { columns, idOrder: null }, false)).toMatchObject({ ok: true, value: { outcome: 'refused' } });
    expect(await imports.import(1, asGuid, false)).toEqual({ ok: true, value: { outcome: 'imported', cards: 2, skipped: 0 } });
    expect(stock.findByKeys([RAW])).toMatchObject({ serial: 'SN-1', status: 'in-stock' });
    expect(notes).toEqual([['stock-imported', { file: 'cards.csv', cards: 2, skipped: 0 }]]);
    expect([imported, told]).toEqual([1, ['checking', 'importing']]);
    // The next file with this header is read the same way.
    text = csv(`${GUID.replace('b', 'c')},SN-3,B1`);
    expect(await imports.open(words)).toMatchObject({ file: { mapping: asGuid, isRemembered: true } });
  });

  it('is not imported while one line is wrong', async () => {
    text = csv('04a1b2c3,1,B', 'zz,2,B');
    await imports.open(words);
    expect(await imports.import(1, asGuid, true)).toMatchObject({
      value: { outcome: 'refused', preview: { cards: 1, wrong: 1, problems: [{ line: 3, code: 'bad-id' }] } },
    });
    expect([stock.counts()['in-stock'], notes, imported]).toEqual([0, [], 0]);
  });

  it('reports cards already in stock, and skips them only when told to', async () => {
    text = csv('04a1b2c3,1,B');
    await imports.open(words);
    await imports.import(1, asGuid, false);
    text = csv('04a1b2c3,1,B', '04a1b2c4,2,B');
    await imports.open(words);
    expect(await imports.import(2, asGuid, false)).toMatchObject({
      value: { outcome: 'refused', preview: { cards: 1, known: 1, problems: [{ line: 2, code: 'already-there', value: '1' }] } },
    });
    expect(await imports.import(2, asGuid, true)).toEqual({ ok: true, value: { outcome: 'imported', cards: 1, skipped: 1 } });
    // Without new cards there is nothing to do.
    expect(await imports.import(2, asGuid, true)).toMatchObject({ value: { outcome: 'refused', preview: { cards: 0, known: 2 } } });
  });

  it.each(['checking', 'importing'] as const)('can be canceled while %s, without any effect', async (when) => {
    text = csv(...many(5_000));
    options.onProgress = ({ stage }) => {
      if (stage === when) imports.close();
    };
    await imports.open(words);
    expect(await imports.import(1, asGuid, false)).toEqual({ ok: true, value: { outcome: 'cancelled' } });
    expect([stock.counts()['in-stock'], stock.commit('2026-01-05T08:00:00.000Z').added, notes]).toEqual([0, 0, []]);
    expect(await imports.preview(asGuid)).toEqual({ ok: false, error: { code: 'stock-no-list' } });
  });

  it('is imported only if it is the list that is open', async () => {
    text = csv('04a1b2c3,1,B');
    await imports.open(words);
    text = csv('04a1b2c4,2,B');
    expect(await imports.open(words)).toMatchObject({ file: { list: 2 } });
    expect(await imports.import(1, asGuid, false)).toEqual({ ok: true, value: { outcome: 'cancelled' } });
    imports.close(1);
    expect([stock.counts()['in-stock'], notes]).toEqual([0, []]);
    expect(await imports.import(2, asGuid, false)).toEqual({ ok: true, value: { outcome: 'imported', cards: 1, skipped: 0 } });
    imports.close(2);
    expect(imports.isOpen).toBe(false);
  });

  it('does not close another list that is being opened', async () => {
    text = csv('04a1b2c3,1,B');
    await imports.open(words);
    const opening = imports.open(words);
    expect(await imports.import(1, asGuid, false)).toEqual({ ok: true, value: { outcome: 'cancelled' } });
    imports.close(1);
    expect(await opening).toMatchObject({ outcome: 'opened', file: { list: 2 } });
  });

  it('is not imported if the journal cannot be written', async () => {
    text = csv('04a1b2c3,1,B');
    options.journal = { note: () => Promise.reject(new JournalError('unusable', 'disk full')) };
    await imports.open(words);
    await expect(imports.import(1, asGuid, false)).rejects.toThrow('disk full');
    expect(stock.counts()['in-stock']).toBe(0);
    stock.unstage();
  });

  it('does not exist when nothing was chosen or the file was refused', async () => {
    options.chooseFile = () => Promise.resolve(null);
    expect(await imports.open(words)).toEqual({ outcome: 'none' });
    options.chooseFile = () => Promise.resolve('/x');
    const problem = { line: 0, column: null, code: 'damaged', value: 'x' } as const;
    options.readTable = () => Promise.resolve({ outcome: 'refused', problem });
    expect(await imports.open(words)).toEqual({ outcome: 'refused', problem });
    options.readTable = () => Promise.resolve({ outcome: 'cancelled' });
    expect(await imports.open(words)).toEqual({ outcome: 'none' });
  });
});
