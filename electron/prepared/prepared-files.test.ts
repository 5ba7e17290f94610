import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BindingView } from '../../shared/bindings.js';
import { JournalError } from '../store/journal.js';
import { PreparedStoreFile } from '../store/prepared-store-file.js';
import type { PreparedStore } from '../store/prepared-store.js';
import { parseTable } from '../tables/table-file.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { PreparedBook } from './prepared-book.js';
import { PreparedFiles, type TakeResult } from './prepared-files.js';
import { bound, cardOf, request } from './prepared.fixture.js';
import { preparedColumnNames, preparedLimits } from './read-prepared-lines.js';

let folder: string;
let onDisk: PreparedStoreFile;
let bindings: BindingView[];
let notes: { event: string; facts: object }[];
let breakStore: boolean;
/** The content of the next files, by path. */
let texts: Map<string, string>;

beforeEach(() => {
  folder = testFolder('prepared-files');
  onDisk = new PreparedStoreFile(join(folder, 'prepared.db'), null);
  bindings = [];
  notes = [];
  texts = new Map();
  breakStore = false;
});
afterEach(() => {
  onDisk.close();
});

const later = (work: () => void): Promise<void> => Promise.resolve().then(work);

/** The store on disk, without its worker. */
const store: PreparedStore = {
  files: () => Promise.resolve(onDisk.files()),
  page: (skip, limit) => Promise.resolve(onDisk.page(skip, limit)),
  stage: (lines) =>
    later(() => {
      onDisk.stage(lines);
    }),
  unstage: () =>
    later(() => {
      onDisk.unstage();
    }),
  replace: (file) => {
    if (breakStore) return Promise.reject(new JournalError('unusable', 'disk full'));
    onDisk.replace(file);
    return Promise.resolve();
  },
  remove: (name) =>
    later(() => {
      onDisk.remove(name);
    }),
  presented: (...args) =>
    later(() => {
      onDisk.presented(...args);
    }),
  close: () => Promise.resolve(),
};

async function open(): Promise<{ book: PreparedBook; files: PreparedFiles }> {
  const book = new PreparedBook();
  const files = new PreparedFiles({
    store,
    book,
    journal: {
      claimsOf: ({ requestIds, cardIds }) =>
        Promise.resolve(
          bindings.filter(({ request: { requestId }, cardId }) => requestIds.includes(requestId) || cardIds.includes(cardId.text)),
        ),
      note: (event, facts) => {
        notes.push({ event, facts });
        return Promise.resolve();
      },
    },
    readTable: (path) =>
      Promise.resolve({
        outcome: 'read',
        table: parseTable(Buffer.from(texts.get(path) ?? ''), {
          limits: preparedLimits,
          columnNames: preparedColumnNames,
          onProgress: () => undefined,
        }),
      }),
    requests: () => [request(1), request(2), request(3)],
    now: () => new Date('2026-01-05T08:00:00.000Z'),
  });
  await files.load();
  book.listIsWhole();
  return { book, files };
}

const take = (
  files: PreparedFiles,
  name: string,
  rows: readonly string[],
  isSame = true,
  origin: 'folder' | 'import' = 'folder',
): Promise<TakeResult> => {
  texts.set(name, ['card,request,account', ...rows].join('\n'));
  return files.take({ path: name, name, origin, isSame: () => Promise.resolve(isSame) });
};
const row = (n: number, account = `person${String(n)}`): string => `${cardOf(n).text},,${account}`;
const outcomes = (book: PreparedBook): string[] =>
  [...book.lines()].map(
    ({ assignment }) => `${assignment.view.file} ${String(assignment.view.line)} ${book.outcomeOf(assignment).outcome}`,
  );

describe('importing a file', () => {
  it('adds its lines, journals it, and restores everything at the next start', async () => {
    const { book, files } = await open();
    expect(await take(files, 'a.csv', [row(1), row(2)])).toEqual({ outcome: 'taken', total: 2 });
    expect(outcomes(book)).toEqual(['a.csv 2 request', 'a.csv 3 request']);
    expect(notes).toEqual([
      { event: 'prepared-file-taken', facts: expect.objectContaining({ file: 'a.csv', from: 'folder', cards: 2 }) as object },
    ]);
    const again = await open();
    expect(outcomes(again.book)).toEqual(['a.csv 2 request', 'a.csv 3 request']);
    expect(await take(again.files, 'a.csv', [row(1), row(2)])).toEqual({ outcome: 'known' });
    expect(notes).toHaveLength(1);
  });

  it('replaces an earlier file of that name, and remembers which cards were in a reader', async () => {
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1), row(2)]);
    const line = book.lineOf(cardOf(2));
    if (line !== null) book.markPresented(line, '2026-01-05T09:00:00.000Z');
    await take(files, 'a.csv', [row(2), row(3)]);
    expect([...book.lines()].map(({ assignment, presentedAt }) => [assignment.view.card, presentedAt])).toEqual([
      [cardOf(2).text, '2026-01-05T09:00:00.000Z'],
      [cardOf(3).text, null],
    ]);
    expect(book.lineOf(cardOf(1))).toBeNull();
  });

  it('refuses a file in conflict with another and names it; imports it when the other is gone', async () => {
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1), `${cardOf(2).text},${request(2).requestId},`]);
    const refused = await take(files, 'b.csv', [row(3), row(1, 'person2'), `${cardOf(4).text},${request(2).requestId},`]);
    expect(refused).toEqual({
      outcome: 'refused',
      problems: [
        { line: 3, column: null, code: 'card-in-other-file', value: 'a.csv: 2' },
        { line: 4, column: null, code: 'request-in-other-file', value: 'a.csv: 3' },
      ],
    });
    expect(outcomes(book)).toHaveLength(2);
    expect(await files.remove('a.csv', 'out of date')).toBe(true);
    expect(notes.at(-1)).toEqual({ event: 'prepared-file-removed', facts: { file: 'a.csv', cards: 2, reason: 'out of date' } });
    expect(await take(files, 'b.csv', [row(3), row(1, 'person2')])).toMatchObject({ outcome: 'taken' });
  });

  it('keeps the earlier file if the new one is wrong, was changed, or cannot be stored', async () => {
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1)]);
    expect(await take(files, 'a.csv', [row(1), 'x,,person2'])).toMatchObject({
      outcome: 'refused',
      problems: [{ line: 3, code: 'bad-id' }],
    });
    expect(await take(files, 'a.csv', [row(2)], false)).toMatchObject({ outcome: 'refused', problems: [{ code: 'changed-meanwhile' }] });
    breakStore = true;
    expect(await take(files, 'a.csv', [row(2)])).toMatchObject({
      outcome: 'refused',
      problems: [{ code: 'not-kept', value: 'disk full' }],
    });
    expect(outcomes(book)).toEqual(['a.csv 2 request']);
    breakStore = false;
    expect(await take(files, 'a.csv', [row(2)])).toMatchObject({ outcome: 'taken', total: 1 });
    expect(onDisk.page(0, 10).map(({ view }) => view.card)).toEqual([cardOf(2).text]);
  });

  it('does not import a removed file again, also after a restart, until it changes or is imported', async () => {
    const { files } = await open();
    await take(files, 'a.csv', [row(1)]);
    await files.remove('a.csv', 'wrong');
    expect(await files.remove('a.csv', 'again')).toBe(false);
    const again = await open();
    expect(await take(again.files, 'a.csv', [row(1)])).toEqual({ outcome: 'known' });
    expect(again.book.total).toBe(0);
    expect(await take(again.files, 'a.csv', [row(2)])).toMatchObject({ outcome: 'taken' });
    await again.files.remove('a.csv', 'wrong');
    expect(await take(again.files, 'a.csv', [row(2)], true, 'import')).toMatchObject({ outcome: 'taken' });
  });
});

describe("the journal's bindings", () => {
  it('apply to new lines, and at the start', async () => {
    bindings = [bound(1, request(1)), bound(9, request(2))];
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1), `${cardOf(2).text},${request(2).requestId},`, row(3)]);
    expect(outcomes(book)).toEqual(['a.csv 2 done', 'a.csv 3 already-bound', 'a.csv 4 request']);
    const again = await open();
    expect(outcomes(again.book)).toEqual(['a.csv 2 done', 'a.csv 3 already-bound', 'a.csv 4 request']);
  });

  it('apply to a line that names a person whose request in the list was bound by an earlier process', async () => {
    bindings = [bound(9, request(1))];
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1)]);
    expect(outcomes(book)).toEqual(['a.csv 2 already-bound']);
  });

  it('apply to a line that names a person whose request comes into the list later', async () => {
    bindings = [bound(9, request(4))];
    const { book, files } = await open();
    await take(files, 'a.csv', [row(4), row(5)]);
    book.requestsChanged({ put: [request(4), request(5)], removed: [] });
    expect(await files.requestsListed([request(4), request(5)])).toBe(true);
    expect(outcomes(book)).toEqual(['a.csv 2 already-bound', 'a.csv 3 request']);
    expect(await files.requestsListed([request(5)])).toBe(false);
  });

  it('stay in memory only while there are lines, unless they are not bound yet', async () => {
    const { book, files } = await open();
    book.bindingChanged(bound(1, request(1)));
    book.bindingChanged(bound(2, request(2), { state: 'submitting', attempt: 1 }));
    const kept = (): boolean[] => [1, 2, 3].map((n) => book.claimOfCard(cardOf(n)) !== null);
    expect(kept()).toEqual([false, true, false]);
    await take(files, 'a.csv', [row(3)]);
    book.bindingChanged(bound(3, request(3)));
    expect(kept()).toEqual([false, true, true]);
    await files.remove('a.csv', 'not needed');
    expect(kept()).toEqual([false, true, false]);
    book.bindingChanged(bound(2, request(2)));
    expect(kept()).toEqual([false, false, false]);
  });

  it('advance a line with its binding, and reset it when the binding ends without effect', async () => {
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1)]);
    book.bindingChanged(bound(1, request(1), { state: 'submitting', attempt: 1 }));
    expect(outcomes(book)).toEqual(['a.csv 2 under-way']);
    book.bindingChanged(bound(1, request(1)));
    expect(outcomes(book)).toEqual(['a.csv 2 done']);
    book.bindingChanged(bound(1, request(1), { state: 'withdrawn', reason: 'x' }));
    expect(outcomes(book)).toEqual(['a.csv 2 request']);
  });
});

describe('the book', () => {
  it('detects two lines for one request, whatever the notation', async () => {
    const { book, files } = await open();
    await take(files, 'a.csv', [row(1), `${cardOf(2).text},${request(1).requestId},`]);
    expect(outcomes(book)).toEqual(['a.csv 2 contested', 'a.csv 3 contested']);
    expect(book.check(cardOf(1), request(1))).toMatchObject({ check: 'unclear', why: 'contested' });
    expect(book.check(cardOf(3), request(1))).toMatchObject({ check: 'request-for-another' });
    expect(book.check(cardOf(3), request(3))).toEqual({ check: 'none' });
    expect(book.check(cardOf(1), request(3))).toMatchObject({ check: 'card-for-another' });
    book.bindingChanged(bound(2, request(1)));
    expect(outcomes(book)).toEqual(['a.csv 2 already-bound', 'a.csv 3 done']);
  });

  it('identifies a card by its bytes, not by a similar text', async () => {
    const { book, files } = await open();
    texts.set('c.csv', `card,account\n${cardOf(1).raw.replace(/(..)(?!$)/g, '$1 ')},person1\n${cardOf(2).text},person2`);
    await files.take({ path: 'c.csv', name: 'c.csv', origin: 'folder', isSame: () => Promise.resolve(true) });
    expect(book.lineOf(cardOf(1))?.view.line).toBe(2);
    const turned = {
      text: cardOf(2).raw.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      raw: cardOf(2).text.replaceAll('-', ''),
    };
    expect(book.lineOf(turned)).toBeNull();
  });
});
