import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StockQuery } from '../../shared/stock.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { opened } from './database.js';
import { stockSchema, StockStoreFile } from './stock-file.js';
import type { NewStockCard } from './stock.js';

const KEY = 'a'.repeat(64);
const AT = '2026-01-05T08:00:00.000Z';
const RAW = '3ff188bcba833740826246eba1291c6e';

let folder: string;
let stock: StockStoreFile;
beforeEach(() => {
  folder = testFolder('stock');
  stock = new StockStoreFile(join(folder, 'stock.db'), KEY);
});
afterEach(() => {
  stock.close();
});

const card = (n: number, change: Partial<NewStockCard> = {}): NewStockCard => {
  const raw = n.toString(16).padStart(32, '0');
  return {
    key: raw,
    raw,
    serial: `SN-${String(n)}`,
    serialKey: `SN${String(n)}`,
    box: `B${String(n % 3)}`,
    location: n % 2 === 0 ? 'Gent' : 'Zoë',
    status: 'in-stock',
    ...change,
  };
};
const add = (...cards: NewStockCard[]) => {
  stock.stage(cards);
  return stock.commit(AT);
};
const query: StockQuery = { text: '', status: null, location: null, box: null, after: null };

describe('the card stock', () => {
  it('imports a whole list', () => {
    expect(add(...Array.from({ length: 250 }, (_, n) => card(n + 1)))).toEqual({ added: 250, isWhole: true });
    expect(stock.counts()).toEqual({ 'in-stock': 250, used: 0, lost: 0 });
    expect(stock.places(10)).toHaveLength(6);
    expect(stock.places(2)).toEqual([
      { location: 'Gent', box: 'B0', left: 41, total: 41 },
      { location: 'Gent', box: 'B1', left: 42, total: 42 },
    ]);
  });

  it('imports no card of a list if one of its cards exists, by id or serial number', () => {
    add(card(1));
    expect(add(card(2), card(1))).toEqual({ added: 0, isWhole: false });
    expect(add(card(2), card(3, { serialKey: 'SN1' }))).toEqual({ added: 0, isWhole: false });
    expect(stock.counts()).toEqual({ 'in-stock': 1, used: 0, lost: 0 });
    expect(add(card(2))).toEqual({ added: 1, isWhole: true });
  });

  it('discards staged cards that are not imported', () => {
    stock.stage([card(1)]);
    stock.unstage();
    expect(add(card(2))).toEqual({ added: 1, isWhole: true });
  });

  it('is searched by words, status and place, one page at a time', () => {
    add(
      ...Array.from({ length: 250 }, (_, n) => card(n + 1)),
      card(999, { key: RAW, raw: RAW, serial: 'X', serialKey: 'X', box: 'Last', location: '' }),
    );
    const first = stock.search(query);
    expect([first.cards.length, first.next, first.total]).toEqual([100, 100, 251]);
    const last = stock.search({ ...query, after: 200 });
    expect([last.cards.length, last.next]).toEqual([51, null]);
    expect(stock.search({ ...query, text: 'BC88F13F-83ba' }).cards).toEqual([
      {
        stockId: 251,
        raw: RAW,
        windowsGuid: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
        serial: 'X',
        box: 'Last',
        location: '',
        status: 'in-stock',
        changedAt: AT,
        reason: '',
      },
    ]);
    expect(stock.search({ ...query, text: 'sn-77' }).total).toBe(1);
    expect(stock.search({ ...query, text: 'zoe', box: 'B1' }).total).toBe(
      stock.places(10).find(({ location, box }) => location === 'Zoë' && box === 'B1')?.total,
    );
    expect(stock.search({ ...query, location: '' }).total).toBe(1);
    expect(stock.search({ ...query, status: 'lost' }).total).toBe(0);
  });

  it('finds the card of an id, or of a serial number that is an id', () => {
    add(card(1), card(2, { key: 'serial:04A1B2C3', raw: null, serial: '04-a1-b2-c3', serialKey: '04A1B2C3' }));
    expect(stock.findByKeys([card(1).key])).toMatchObject({ serial: 'SN-1' });
    expect(stock.findByKeys(['04a1b2c3', '04a1b2c3'.padEnd(32, '0')])).toMatchObject({ serial: '04-a1-b2-c3' });
    expect(stock.findByKeys([RAW])).toBeNull();
    expect(stock.known([card(1), card(5), card(6, { serialKey: '04A1B2C3' })])).toEqual([card(1).key, card(6).key]);
  });

  it('counts each binding once, whatever an operator does with its card later', () => {
    add(card(1), card(2));
    const bound = [1, 3].map((n) => ({ key: card(n).key, bindingId: `b${String(n)}`, at: AT }));
    expect(stock.use(bound)).toBe(1);
    expect(stock.findByKeys([card(1).key])).toMatchObject({ status: 'used' });
    expect(stock.mark(1, 'in-stock', 'came back', AT)).toMatchObject({ status: 'in-stock', reason: 'came back' });
    expect(stock.use(bound)).toBe(0);
    expect(stock.findByKeys([card(1).key])).toMatchObject({ status: 'in-stock' });
    expect(stock.use([{ key: card(1).key, bindingId: 'b9', at: AT }])).toBe(1);
    // The card was bound before its list was imported.
    add(card(3));
    expect(stock.use(bound)).toBe(1);
    expect(stock.mark(99, 'lost', 'gone', AT)).toBeNull();
  });

  it('is there after reopening, encrypted, and remembers its reconciled position', async () => {
    add(card(1, { location: 'A room with a name' }));
    stock.setReconciledTo(42);
    stock.close();
    expect((await readFile(join(folder, 'stock.db'))).includes('A room with a name')).toBe(false);
    stock = new StockStoreFile(join(folder, 'stock.db'), KEY);
    expect([stock.reconciledTo(), stock.counts()['in-stock'], stock.find(1)?.serial]).toEqual([42, 1, 'SN-1']);
  });

  it.each(stockSchema.slice(1).map((_, index) => index + 1))(
    'of version %i is migrated with its cards, which are still found',
    (version) => {
      const path = join(folder, 'old.db');
      const old = opened(path, KEY, (db) => {
        for (const script of stockSchema.slice(0, version)) db.exec(script);
        db.exec(`
        PRAGMA user_version = ${String(version)};
        INSERT INTO cards (key, raw, serial, serial_key, box, location, status, changed_at, reason, words)
        VALUES ('serial:old', NULL, 'SN-0012', 'old', 'B1', 'Zoë', 'lost', '${AT}', 'gone', '');
      `);
      });
      old.close();
      const now = new StockStoreFile(path, KEY);
      expect(now.search({ ...query, text: 'zoe sn-0012', status: 'lost' }).cards).toMatchObject([
        { serial: 'SN-0012', box: 'B1', reason: 'gone' },
      ]);
      expect(now.findByKeys(['SN0012'])).toMatchObject({ location: 'Zoë' });
      now.close();
    },
  );

  it('reports that it is damaged and stays unchanged', async () => {
    const path = join(folder, 'other.db');
    await writeFile(path, 'x'.repeat(8_192));
    expect(() => new StockStoreFile(path, KEY)).toThrow(expect.objectContaining({ problem: 'damaged' }) as Error);
    expect(await readFile(path, 'utf8')).toBe('x'.repeat(8_192));
  });
});
