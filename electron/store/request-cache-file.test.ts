import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { RequestCacheFile } from './request-cache-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = testFolder('request-cache');
  path = join(folder, 'requests.db');
});

const request = (n: number): { view: ReturnType<typeof binding>['request']; status: number } => ({ view: binding(n).request, status: 3 });
const at = '2026-01-05T08:00:00.000Z';

it('the cache of requests keeps the list across a restart, by changes, encrypted', () => {
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

it('the cache of requests returns a long list in pages, by id', () => {
  const cache = new RequestCacheFile(path, null);
  cache.save({ put: [3, 1, 2].map(request), removed: [], fetchedAt: at });
  const [first, second] = [1, 2, 3].map(request).map(({ view }) => view.requestId);
  const idsOf = (after: string): unknown => cache.page(after, 2)?.requests.map(({ view }) => view.requestId);
  expect(idsOf('')).toEqual([first, second]);
  expect(idsOf(second ?? '')).toEqual([request(3).view.requestId]);
  expect(cache.page(request(3).view.requestId, 2)).toEqual({ requests: [], fetchedAt: at });
  cache.close();
});
