import { beforeEach, describe, expect, it } from 'vitest';
import type { CardId } from '../../shared/cards.js';
import type { ServerVerdict } from '../../shared/prepared.js';
import { errors, guid } from '../bindings/bindings.fixture.js';
import { CardsInReaders } from './cards-in-readers.js';
import { PreparedBook } from './prepared-book.js';
import { bound, cardOf, line, request } from './prepared.fixture.js';

const silent: ServerVerdict = { word: 'silent', error: errors.unreached };
let book: PreparedBook;
let cards: CardsInReaders;
let asked: string[];
let answer: (word: ServerVerdict) => void;
let refreshed: number;
let presented: number[];
let changes: number;

beforeEach(async () => {
  book = new PreparedBook();
  await book.indexRequests([request(1)]);
  book.listIsWhole();
  asked = [];
  refreshed = 0;
  presented = [];
  changes = 0;
  cards = new CardsInReaders({
    book,
    ask: (requestId) => {
      asked.push(requestId);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    refresh: () => (refreshed += 1),
    onPresented: (one) => {
      presented.push(one.view.line);
      book.markPresented(one, '2026-01-05T08:00:00.000Z');
    },
    onChanged: () => (changes += 1),
  });
});

const cardId = (n: number): CardId => ({ ...cardOf(n), byteOrder: 'windows-guid', source: 'gids' });
const put = (n: number, presentationId = n): void => {
  cards.put(presentationId, cardId(n));
};
const prepare = (...lines: ReturnType<typeof line>[]): void => {
  book.replace(
    'cards.csv',
    lines.map((assignment) => ({ assignment, presentedAt: null })),
  );
  cards.look();
};
/** What is reported about the card in the reader. */
const said = (): string[] => cards.all().map(({ outcome, server }) => `${outcome.outcome} ${server?.word ?? '-'}`);

describe('a prepared card in a reader', () => {
  it("is reported with its line's outcome, then with the server's answer", async () => {
    prepare(line(1, { requestId: request(1).requestId }));
    put(1);
    put(2);
    expect(said()).toEqual(['request asking']);
    expect([asked, presented]).toEqual([[request(1).requestId], [2]]);
    answer({ word: 'agrees' });
    await expect.poll(said).toEqual(['request agrees']);
    cards.look();
    expect([asked.length, changes]).toEqual([1, 2]);
  });

  it('is reported when its file arrives later, and no longer when the file is removed', () => {
    put(1);
    expect(said()).toEqual([]);
    prepare(line(1, { requestId: request(1).requestId }));
    expect(said()).toEqual(['request asking']);
    book.remove('cards.csv');
    cards.look();
    expect(said()).toEqual([]);
  });

  it('refreshes the list once if its request is missing, and is resolved again', () => {
    prepare(line(1, { requestId: guid(0x1009) }));
    put(1);
    cards.look();
    expect([said(), refreshed]).toEqual([['request-gone asking'], 1]);
    book.requestsChanged({ put: [{ ...request(1), requestId: guid(0x1009) }], removed: [] });
    cards.look();
    expect(said()).toEqual(['request asking']);
    expect(asked).toEqual([guid(0x1009)]);
  });

  it('is checked at the server again once it answers, not before', async () => {
    prepare(line(1, { requestId: request(1).requestId }));
    put(1);
    answer(silent);
    await expect.poll(said).toEqual(['request silent']);
    cards.look();
    expect(asked).toHaveLength(1);
    cards.askAgain();
    expect([asked.length, ...said()]).toEqual([2, 'request asking']);
  });

  it('is no longer reported after it left, whatever the server answers later', async () => {
    prepare(line(1, { requestId: request(1).requestId }));
    put(1);
    const late = answer;
    cards.take(1);
    put(1, 7);
    late({ word: 'card-known', smartcardId: guid(1), personName: null });
    await Promise.resolve();
    expect(said()).toEqual(['request asking']);
    expect(cards.all().map(({ presentationId }) => presentationId)).toEqual([7]);
  });

  it('is done when it is bound', () => {
    prepare(line(1, { requestId: request(1).requestId }));
    put(1);
    book.bindingChanged(bound(1, request(1)));
    cards.look();
    expect(said()).toEqual(['done -']);
  });
});
