import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestView } from '../../shared/requests.js';
import { listOf, withChanges, type RequestList } from '../state/request-list.js';
import { sorted, type Sort } from './order.js';

const request = (n: number, name: string | null, submittedAt: string): RequestView => {
  const userId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return {
    requestId: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    type: 1,
    person:
      name === null
        ? { state: 'unresolved', userId }
        : { state: 'resolved', userId, name, account: `acc${String(n)}`, department: 'Onthaal', employeeId: `10${String(n)}` },
    profileTemplate: { profileTemplateId: userId, name: 'Smart Card Logon' },
    submittedAt,
    priority: 0,
    comment: '',
  };
};
const numbers = (requests: readonly RequestView[]): number[] => requests.map(({ requestId }) => Number(requestId.slice(-12)));

describe('the order of the list', () => {
  it('is by age, newest or name, with unnamed people last', () => {
    const all = listOf([
      request(1, 'Zoë Müller-Weiß', '2026-01-03T08:00:00.000Z'),
      request(2, 'Anouk van den Berghe', '2026-01-01T08:00:00.000Z'),
      request(3, null, '2026-01-02T08:00:00.000Z'),
    ]);
    expect(numbers(sorted(all, 'byAge'))).toEqual([2, 3, 1]);
    expect(numbers(sorted(all, 'byNewest'))).toEqual([1, 3, 2]);
    expect(numbers(sorted(all, 'byName'))).toEqual([2, 1, 3]);
  });

  it('is by priority, and newest first within a priority', () => {
    const all = listOf([
      { ...request(1, 'Anna', '2026-01-01T08:00:00.000Z'), priority: 9 },
      { ...request(2, 'Bert', '2026-01-02T08:00:00.000Z'), priority: -1 },
      { ...request(3, 'Cleo', '2026-01-03T08:00:00.000Z'), priority: 9 },
      { ...request(4, 'Dora', '2026-01-04T08:00:00.000Z'), priority: 10 },
    ]);
    expect(numbers(sorted(all, 'byPriority'))).toEqual([4, 3, 1, 2]);
  });

  it('returns the same array while nothing changes', () => {
    const all = listOf([request(1, 'Anna', '2026-01-03T08:00:00.000Z'), request(2, 'Bert', '2026-01-01T08:00:00.000Z')]);
    const before = sorted(all, 'byAge');
    expect(sorted(withChanges(all, [{ put: [], removed: ['nobody'] }]), 'byAge')).toBe(before);
  });

  it('equals a fresh sort, whatever was added, removed or changed before', () => {
    const lists = fc.array(
      fc.tuple(
        fc.constantFrom<Sort>('byAge', 'byNewest', 'byPriority', 'byName'),
        fc.uniqueArray(
          fc.tuple(
            fc.integer({ min: 0, max: 12 }),
            fc.constantFrom('Anna', 'Bert', 'Cleo', null),
            fc.integer({ min: 1, max: 4 }),
            fc.constantFrom(-1, 0, 9),
          ),
          { selector: ([n]) => n, maxLength: 12 },
        ),
      ),
      { minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(lists, (steps) => {
        let shown: RequestList = listOf([]);
        for (const [sort, list] of steps) {
          const requests = list.map(([n, name, day, priority]) => ({
            ...request(n, name, `2026-01-0${String(day)}T08:00:00.000Z`),
            priority,
          }));
          const key = (one: RequestView): string =>
            sort !== 'byName' ? one.submittedAt : one.person.state === 'resolved' ? one.person.name.toLowerCase() : '\uffff';
          const expected = requests.toSorted((a, b) => {
            if (sort === 'byPriority' && a.priority !== b.priority) return b.priority - a.priority;
            const [x, y] = sort === 'byNewest' || sort === 'byPriority' ? [key(b), key(a)] : [key(a), key(b)];
            if (x !== y) return x < y ? -1 : 1;
            return a.requestId < b.requestId ? -1 : 1;
          });
          const removed = shown.byId
            .values()
            .map(({ requestId }) => requestId)
            .filter((requestId) => !requests.some((one) => one.requestId === requestId));
          shown = withChanges(shown, [
            { put: requests.slice(0, 3), removed },
            { put: requests, removed: [] },
          ]);
          expect(numbers(sorted(shown, sort))).toEqual(numbers(expected));
        }
      }),
    );
  });
});
