import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { openDatabase } from './database.js';
import { JournalError } from './journal.js';
import { RequestCacheFile } from './request-cache-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'request-cache-'));
  path = join(folder, 'requests.db');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const request = (n: number): { view: ReturnType<typeof binding>['request']; status: number } => ({ view: binding(n).request, status: 3 });
const at = '2026-01-05T08:00:00.000Z';

it('keeps the list over a restart, by differences, and encrypted', () => {
  const first = new RequestCacheFile(path, 'a'.repeat(64));
  expect(first.page('', 10)).toBeNull();
  first.save({ put: [request(1), request(2)], removed: [], fetchedAt: at });
  first.save({
    put: [request(3), { ...request(2), status: 4 }],
    removed: [request(1).view.requestId],
    fetchedAt: '2026-01-05T09:00:00.000Z',
  });
  first.close();
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  expect(files.some((text) => text.includes('Noor van der Velden'))).toBe(false);
  const second = new RequestCacheFile(path, 'a'.repeat(64));
  const loaded = second.page('', 10);
  expect(loaded?.fetchedAt).toBe('2026-01-05T09:00:00.000Z');
  expect(loaded?.requests).toHaveLength(2);
  expect(loaded?.requests).toEqual(expect.arrayContaining([request(3), { ...request(2), status: 4 }]));
  second.close();
});

it('gives a long list a page at a time, by id', () => {
  const cache = new RequestCacheFile(path, null);
  cache.save({ put: [3, 1, 2].map(request), removed: [], fetchedAt: at });
  const [first, second] = [1, 2, 3].map(request).map(({ view }) => view.requestId);
  const idsOf = (after: string): unknown => cache.page(after, 2)?.requests.map(({ view }) => view.requestId);
  expect(idsOf('')).toEqual([first, second]);
  expect(idsOf(second ?? '')).toEqual([request(3).view.requestId]);
  expect(cache.page(request(3).view.requestId, 2)).toEqual({ requests: [], fetchedAt: at });
  cache.close();
});

/** Writes something else where the kept list has a request, or the time it was fetched. */
function spoil(statement: string, ...values: string[]): void {
  const db = openDatabase(path, null);
  db.prepare(statement).run(...values);
  db.close();
}

/** What is there cannot be read, is gone after that, and another list is kept in its place. */
function expectKeptAnew(): void {
  const second = new RequestCacheFile(path, null);
  expect(() => second.page('', 10)).toThrow(JournalError);
  expect(second.page('', 10)).toBeNull();
  second.save({ put: [request(3)], removed: [], fetchedAt: at });
  expect(second.page('', 10)).toEqual({ requests: [request(3)], fetchedAt: at });
  second.close();
}

it.each<[what: string, statement: string, values: string[]]>([
  [
    'a request of another form',
    'UPDATE requests SET view = ? WHERE request_id = ?',
    [JSON.stringify({ ...request(2).view, form: 2 }), request(2).view.requestId],
  ],
  ['a request that is no JSON', 'UPDATE requests SET view = ? WHERE request_id = ?', ['{', request(2).view.requestId]],
  [
    'a date beyond the year 9999',
    'UPDATE requests SET view = ? WHERE request_id = ?',
    [JSON.stringify({ ...request(2).view, submittedAt: '+010000-01-01T00:59:59.000Z' }), request(2).view.requestId],
  ],
  ['a time that is none', 'UPDATE fetched SET fetched_at = ?', ['yesterday']],
])('is thrown away where it has %s, and kept anew', (_what, statement, values) => {
  const first = new RequestCacheFile(path, null);
  first.save({ put: [request(1), request(2)], removed: [], fetchedAt: at });
  first.close();
  spoil(statement, ...values);
  expectKeptAnew();
});

it('is thrown away where its file is damaged behind the first page, and kept anew', () => {
  const first = new RequestCacheFile(path, null);
  first.save({ put: Array.from({ length: 100 }, (_, n) => request(n + 1)), removed: [], fetchedAt: at });
  first.close();
  const db = openDatabase(path, null);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  writeFileSync(path, readFileSync(path).fill(0x55, 4096));
  expectKeptAnew();
});

it('keeps nothing rather than a list that lacks a difference it could not write', () => {
  const cache = new RequestCacheFile(path, null);
  cache.save({ put: [request(1)], removed: [], fetchedAt: at });
  spoil('CREATE TRIGGER no_room BEFORE INSERT ON requests BEGIN SELECT RAISE(ABORT, ?); END'.replace('?', "'full'"));
  expect(() => cache.save({ put: [request(2)], removed: [], fetchedAt: at })).toThrow('full');
  cache.save({ put: [request(3)], removed: [], fetchedAt: at });
  expect(cache.page('', 10)).toBeNull();
  cache.close();
});
