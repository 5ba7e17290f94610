import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import type { StockAction, StockReason, StockSummary } from '../../shared/stock.js';
import { binding, exampleCardId, exampleRequest, recordStep } from '../bindings/bindings.fixture.js';
import { JournalFile } from '../store/journal-file.js';
import { JournalError, type Journal } from '../store/journal.js';
import { StockStoreFile } from '../store/stock-file.js';
import type { NewStockCard, Stock } from '../store/stock.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { asynchronousStock } from './asynchronous-stock.fixture.js';
import { makeStockObjection } from './stock-gate.js';
import { StockKeeper } from './stock-keeper.js';

const AT = '2026-01-05T08:00:00.000Z';
const bound: BindingState = { state: 'bound', smartcardUri: null, status: 204 };
const policy: Record<StockReason, StockAction> = { 'not-in-stock': 'warn', used: 'warn', lost: 'refuse' };

let folder: string;
let journalFile: JournalFile;
let stockFile: StockStoreFile;
let told: StockSummary[];
let troubles: unknown[];
let stock: Stock;
let journal: Pick<Journal, 'entries' | 'note'>;
let keeper: StockKeeper;

beforeEach(() => {
  folder = testFolder('stock-keeper');
  journalFile = new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'TEST' },
    now: () => new Date(AT),
    monotonicMs: () => 0,
  });
  stockFile = new StockStoreFile(join(folder, 'stock.db'), null);
  told = [];
  troubles = [];
  stock = asynchronousStock(stockFile);
  journal = { entries: (after, limit) => Promise.resolve(journalFile.entries(after, limit)), note };
  keeper = makeKeeper();
});
afterEach(() => {
  journalFile.close();
  stockFile.close();
});

function note(event: Parameters<Journal['note']>[0], facts: Parameters<Journal['note']>[1]): Promise<void> {
  journalFile.note(event, facts);
  return Promise.resolve();
}

function makeKeeper(): StockKeeper {
  return new StockKeeper({
    stock,
    journal,
    policy,
    lowAt: 5,
    confirmSerial: false,
    now: () => new Date(AT),
    onChanged: (summary) => told.push(summary),
    onTrouble: (error) => troubles.push(error),
  });
}

const card = (change: Partial<NewStockCard> = {}): NewStockCard => ({
  ...{ key: exampleCardId.raw, raw: exampleCardId.raw, serial: 'SN-1', serialKey: 'SN1', box: 'B1', location: 'Gent', status: 'in-stock' },
  ...change,
});
const add = (...cards: NewStockCard[]): void => {
  stockFile.stage(cards);
  stockFile.commit(AT);
};
const statusNow = (): string | undefined => stockFile.findByKeys([exampleCardId.raw])?.status;

/** A binding of the example's card as journaled once bound. */
function journalBound(): void {
  const intended = binding(1);
  journalFile.intend(intended);
  recordStep(journalFile, { bindingId: intended.bindingId, event: 'answered', state: bound });
}

describe('a bound card', () => {
  it('leaves the stock', async () => {
    add(card(), card({ key: '04a1b2c3', raw: '04a1b2c3', serialKey: 'SN2' }));
    await keeper.start();
    expect(keeper.summary).toEqual({ revision: 1, counts: { 'in-stock': 2, used: 0, lost: 0 }, lowAt: 5, confirmSerial: false });
    keeper.bound(binding(1, bound));
    await vi.waitFor(() => {
      expect(told.at(-1)).toEqual({ revision: 2, counts: { 'in-stock': 1, used: 1, lost: 0 }, lowAt: 5, confirmSerial: false });
    });
    // A repeated event of the same binding changes nothing.
    keeper.bound(binding(1, bound));
    await stock.counts();
    expect(told).toHaveLength(2);
  });

  it('leaves the stock at the next start after an interruption, once', async () => {
    add(card());
    journalBound();
    await keeper.start();
    expect([statusNow(), stockFile.reconciledTo()]).toEqual(['used', 2]);
    await keeper.mark(1, 'in-stock', 'was returned unopened');
    await makeKeeper().start();
    await makeKeeper().reconcile(0);
    expect(statusNow()).toBe('in-stock');
  });

  it('leaves the stock when its list arrives later', async () => {
    journalBound();
    for (let n = 0; n < 450; n += 1) journalFile.note('opened', { n });
    await keeper.start();
    add(card());
    await keeper.reconcile(0);
    expect([statusNow(), stockFile.reconciledTo()]).toEqual(['used', 452]);
  });

  it('leaves the stock after a restored journal is shorter', async () => {
    stockFile.setReconciledTo(900);
    add(card());
    journalBound();
    await keeper.start();
    expect([statusNow(), stockFile.reconciledTo()]).toEqual(['used', 2]);
  });

  it('is reported if the stock cannot be written, and nothing else stops', async () => {
    stock = { ...stock, use: () => Promise.reject(new JournalError('unusable', 'disk full')) };
    keeper = makeKeeper();
    keeper.bound(binding(1, bound));
    await vi.waitFor(() => {
      expect(troubles).toHaveLength(1);
    });
  });
});

describe('a status set by an operator', () => {
  it('is journaled first, with the reason', async () => {
    add(card());
    expect(await keeper.mark(1, 'lost', 'fell into the canal')).toMatchObject({ status: 'lost', reason: 'fell into the canal' });
    expect(JSON.parse(journalFile.entries(0, 1)[0]?.body ?? '')).toMatchObject({
      event: 'stock-marked',
      facts: { card: exampleCardId.raw, serial: 'SN-1', before: 'in-stock', status: 'lost', reason: 'fell into the canal' },
    });
    expect(await keeper.mark(7, 'lost', 'x')).toBeNull();
    journal = { ...journal, note: () => Promise.reject(new JournalError('unusable', 'disk full')) };
    await expect(makeKeeper().mark(1, 'in-stock', 'x')).rejects.toThrow('disk full');
    expect(statusNow()).toBe('lost');
  });
});

describe("the stock's check of a binding", () => {
  const objection = (change: Partial<Parameters<typeof makeStockObjection>[0]> = {}, printedSerial?: string) =>
    makeStockObjection({ judge: (cardId) => keeper.judge(cardId), journal, isAsked: true, confirmSerial: false, ...change })({
      cardId: exampleCardId,
      requestId: exampleRequest.requestId,
      printedSerial,
    });
  const notes = () => journalFile.entries(0, 10).map(({ body }) => JSON.parse(body) as unknown);

  it.each<[string, NewStockCard[], object | null, object[]]>([
    ['allows a card in stock without a note', [card()], null, []],
    [
      'warns in the journal about a card that is not in stock',
      [],
      null,
      [
        {
          event: 'card-warned-of-by-stock',
          facts: { reason: 'not-in-stock', cardId: exampleCardId.text, requestId: exampleRequest.requestId },
        },
      ],
    ],
    [
      'warns about a used card and says where it belonged',
      [card({ status: 'used' })],
      null,
      [{ event: 'card-warned-of-by-stock', facts: { reason: 'used', box: 'B1', location: 'Gent' } }],
    ],
    [
      'refuses a lost card',
      [card({ status: 'lost' })],
      { code: 'card-refused-by-stock', reason: 'lost' },
      [{ event: 'card-refused-by-stock', facts: { reason: 'lost', serial: 'SN-1' } }],
    ],
  ])('%s', async (_, cards, expected, noted) => {
    add(...cards);
    expect(await objection()).toEqual(expected);
    expect(notes()).toMatchObject(noted);
    expect(notes()).toHaveLength(noted.length);
  });

  it('refuses everything if the stock cannot be read, unless it is not used', async () => {
    const judge = () => Promise.reject(new JournalError('damaged', 'no database'));
    expect(await objection({ judge })).toEqual({ code: 'stock-unusable', detail: 'no database' });
    expect(await objection({ judge, isAsked: false })).toBeNull();
  });

  it('fails if the journal cannot be written', async () => {
    await expect(objection({ journal: { note: () => Promise.reject(new JournalError('unusable', 'disk full')) } })).rejects.toThrow(
      'disk full',
    );
  });

  describe('with a printed serial number to confirm', () => {
    const another = card({ key: '04a1b2c3', raw: '04a1b2c3', serial: 'SN-I0', serialKey: 'SNI0' });

    it.each<[string, NewStockCard[], string | undefined, string | null]>([
      ['accepts the card’s number as the list has it', [card()], 'SN-1', null],
      ['accepts the number in small letters, without its hyphen and with spaces around it', [card()], ' sn1 ', null],
      ['refuses a missing number', [card()], undefined, 'not-entered'],
      ['refuses spaces and signs alone', [card()], ' -- ', 'not-entered'],
      ['refuses the number of another card of the stock', [card(), another], 'SN-I0', 'other-serial'],
      ['refuses a number that no card has', [card()], 'SN-2', 'other-serial'],
      ['refuses a part of the number', [card()], 'SN', 'other-serial'],
      ['refuses the number followed by another', [card()], 'SN-1 SN-I0', 'other-serial'],
      ['refuses a letter that looks like the digit', [card()], 'SN-l', 'other-serial'],
      ['refuses a Cyrillic letter that looks like the Latin one', [card()], '\u0405N-1', 'other-serial'],
      ['refuses the number with an invisible character in it', [card()], 'S\u200bN-1', 'other-serial'],
      ['refuses the id of the chip', [card()], exampleCardId.raw, 'other-serial'],
      ['refuses a number if the stock knows the card by its id alone', [card({ serial: '', serialKey: '' })], 'SN-1', 'no-serial'],
      ['refuses a number that the stock has without the id', [card({ key: 'serial:SN1', raw: null })], 'SN-1', 'card-unknown'],
      ['refuses a number if the stock is empty', [], 'SN-1', 'card-unknown'],
    ])('%s', async (_, cards, entered, reason) => {
      add(...cards);
      const said = await objection({ confirmSerial: true, isAsked: false }, entered);
      expect(said).toEqual(reason === null ? null : { code: 'serial-not-confirmed', reason });
      expect(notes()[0]).toMatchObject({
        event: reason === null ? 'printed-serial-confirmed' : 'printed-serial-refused',
        facts: { cardId: exampleCardId.text, entered: entered ?? '', ...(reason === null ? {} : { reason }) },
      });
    });

    it('does not let the number override a refusal, which is approved afterwards', async () => {
      add(card({ status: 'lost' }));
      expect(await objection({ confirmSerial: true })).toEqual({ code: 'serial-not-confirmed', reason: 'not-entered' });
      expect(await objection({ confirmSerial: true }, 'SN-1')).toEqual({ code: 'card-refused-by-stock', reason: 'lost' });
    });

    it('binds nothing while the stock or the journal is unavailable', async () => {
      const judge = () => Promise.reject(new JournalError('damaged', 'no database'));
      expect(await objection({ judge, isAsked: false, confirmSerial: true }, 'SN-1')).toMatchObject({ code: 'stock-unusable' });
      add(card());
      const full = { note: () => Promise.reject(new JournalError('unusable', 'disk full')) };
      await expect(objection({ journal: full, confirmSerial: true }, 'SN-1')).rejects.toThrow('disk full');
    });
  });

  it('matches a contactless card with its padded id in a list', async () => {
    const padded = '04a1b2c3'.padEnd(32, '0');
    add(card({ key: padded, raw: padded }));
    expect(await keeper.judge({ raw: '04a1b2c3' })).toMatchObject({ reason: null });
  });
});
