import fc from 'fast-check';
import { expect, it } from 'vitest';
import { legacyRequestFacts } from '../../shared/bindable.js';
import type { RequestRules, RequestView } from '../../shared/requests.js';
import { offerOf } from '../state/offer.js';
import { listOf, withChanges, type RequestList } from '../state/request-list.js';
import { grouped, type Grouped } from './grouped.js';
import { sorted, type Sort } from './order.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T08:00:00.000Z');
const rules: RequestRules = { types: [], personal: 'hide', order: 'newest', foldAfterDays: 3 };

type Kind = 'bindable' | 'virtual' | 'personal';
const request = (n: number, kind: Kind, day: number): RequestView => ({
  requestId: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  type: 1,
  person: { state: 'unresolved', userId: '00000000-0000-4000-8000-000000000001' },
  profileTemplate: { profileTemplateId: '00000000-0000-4000-8000-000000000002', name: null },
  submittedAt: new Date(NOW - day * DAY_MS).toISOString(),
  priority: 0,
  comment: '',
  facts: { ...legacyRequestFacts(1), isEnrollmentAgent: kind !== 'personal', isVirtual: kind === 'virtual' },
});
const plain = ({ inOrder, bindable, offered, old, cannot }: Grouped): object => ({ inOrder, bindable, offered, old, cannot });

it('equals groups of the whole list, whatever changed before and however late it is', () => {
  const step = fc.record({
    put: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom<Kind>('bindable', 'bindable', 'virtual', 'personal'),
        fc.integer({ min: 0, max: 6 }),
      ),
      { maxLength: 5 },
    ),
    removed: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
    days: fc.integer({ min: -1, max: 2 }),
    sort: fc.constantFrom<Sort>('byAge', 'byAge', 'byNewest', 'byPriority', 'byName'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let list: RequestList = listOf([]);
      let now = NOW;
      for (const { put, removed, days, sort } of steps) {
        now += days * DAY_MS;
        list = withChanges(list, [
          { put: put.map(([n, kind, day]) => request(n, kind, day)), removed: removed.map((n) => request(n, 'virtual', 0).requestId) },
        ]);
        const inOrder = sorted(list, sort);
        expect(plain(grouped(list, sort, rules, now))).toEqual({ inOrder, ...offerOf(inOrder, rules, now) });
      }
    }),
  );
});

it('returns the same arrays while nothing is added and nothing grows too old', () => {
  const list = listOf([request(1, 'bindable', 1), request(2, 'virtual', 1), request(3, 'bindable', 5)]);
  const before = grouped(list, 'byNewest', rules, NOW);
  expect(grouped(list, 'byNewest', rules, NOW + DAY_MS)).toBe(before);
  const later = grouped(list, 'byNewest', rules, NOW + 3 * DAY_MS);
  expect(later.old).toHaveLength(2);
  expect(later.bindable).toBe(before.bindable);
});

it('returns one array for a list in which everything can be bound', () => {
  const list = listOf([request(1, 'bindable', 1), request(2, 'bindable', 2)]);
  const changed = withChanges(list, [
    { put: [{ ...request(1, 'bindable', 1), comment: 'other' }, request(3, 'bindable', 0)], removed: [] },
  ]);
  for (const one of [list, changed]) {
    const { inOrder, bindable, offered } = grouped(one, 'byNewest', rules, NOW);
    expect(bindable).toBe(inOrder);
    expect(offered).toBe(inOrder);
  }
});
