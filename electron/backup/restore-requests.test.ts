import { expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import type { CachedRequests } from '../store/request-cache.js';
import { restoreRequests } from './restore-requests.js';

const fetchedAt = '2026-01-05T08:00:00.000Z';
const all = [1, 2, 3, 4, 5].map((n) => ({ view: binding(n).request, status: 3 }));

/** A cache of this many requests, and the order of events. */
function world(count: number | null, wanted = Number.POSITIVE_INFINITY) {
  const happened: string[] = [];
  const cache = {
    page: (after: string, limit: number): Promise<CachedRequests | null> => {
      const requests = all
        .slice(0, count ?? 0)
        .filter(({ view }) => view.requestId > after)
        .slice(0, limit);
      return Promise.resolve(count === null ? null : { requests, fetchedAt });
    },
  };
  const book = {
    restore: ({ requests }: CachedRequests, tell: boolean): boolean => {
      happened.push(`${String(requests.length)} ${tell ? 'told' : 'kept'}`);
      return happened.length < wanted;
    },
  };
  const begin = (): Promise<void> => {
    happened.push('begin');
    return Promise.resolve();
  };
  const drawn = (): Promise<void> => {
    happened.push('drawn');
    return Promise.resolve();
  };
  const whole = { ...book, forgetKept: () => void happened.push('forgotten') };
  return {
    happened,
    cache,
    restore: () =>
      restoreRequests({ cache, book: whole, firstPage: 1, pageSize: 2, begin, drawn, onTrouble: (error) => happened.push(String(error)) }),
  };
}

it.each<[count: number | null, happened: string[]]>([
  [5, ['1 kept', 'begin', 'drawn', '2 told', '2 told', '0 told']],
  [4, ['1 kept', 'begin', 'drawn', '2 told', '1 told']],
  [2, ['1 kept', 'begin', 'drawn', '1 told']],
  [1, ['1 kept', 'begin', 'drawn', '0 told']],
  [0, ['0 kept', 'begin']],
  [null, ['begin']],
])('with a list of %j the screen starts after the first page', async (count, expected) => {
  const { happened, restore } = world(count);
  await restore();
  expect(happened).toEqual(expected);
});

it('loading cached requests stops when the server has answered', async () => {
  const { happened, restore } = world(5, 4);
  await restore();
  expect(happened).toEqual(['1 kept', 'begin', 'drawn', '2 told']);
});

it('the screen starts if there is no cache', async () => {
  let begun = 0;
  const begin = (): Promise<void> => {
    begun += 1;
    return Promise.resolve();
  };
  await restoreRequests({
    cache: null,
    book: { restore: () => expect.unreachable(), forgetKept: expect.unreachable },
    firstPage: 1,
    pageSize: 2,
    begin,
    drawn: expect.unreachable,
    onTrouble: () => expect.unreachable(),
  });
  expect(begun).toBe(1);
});

it.each([
  [1, ['Error: unreadable', 'forgotten', 'begin']],
  [2, ['1 kept', 'begin', 'drawn', 'Error: unreadable', 'forgotten']],
])('the screen starts if page %i cannot be read, and earlier pages are discarded', async (broken, expected) => {
  const { happened, cache, restore } = world(5);
  const { page } = cache;
  let pages = 0;
  cache.page = (after, limit) => ((pages += 1) === broken ? Promise.reject(new Error('unreadable')) : page(after, limit));
  await restore();
  expect(happened).toEqual(expected);
});
