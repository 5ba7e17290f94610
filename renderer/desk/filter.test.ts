import { expect, it } from 'vitest';
import type { RequestView } from '../../shared/requests.js';
import { filtered, noFilter, activeFilters, type RequestFilter } from './filter.js';

const now = Date.parse('2026-03-10T12:00:00.000Z');
const request = (n: number, type: number, template: number, daysAgo: number): RequestView => ({
  requestId: `a0000000-0000-4000-8000-00000000000${String(n)}`,
  type,
  person: { state: 'unresolved', userId: '00000000-0000-4000-8000-000000000001' },
  profileTemplate: { profileTemplateId: `b0000000-0000-4000-8000-00000000000${String(template)}`, name: null },
  submittedAt: new Date(now - daysAgo * 86_400_000).toISOString(),
  priority: 0,
  comment: '',
});
const all = [request(1, 1, 1, 0.5), request(2, 5, 1, 3), request(3, 1, 2, 30)];

it.each([
  ['nothing', {}, '123', 0],
  ['type', { type: 1 }, '13', 1],
  ['template', { profileTemplateId: 'b0000000-0000-4000-8000-000000000001' }, '12', 1],
  ['today', { age: 'today' }, '1', 1],
  ['this week', { age: 'week' }, '12', 1],
  ['older', { age: 'older' }, '3', 1],
  ['all three', { type: 1, profileTemplateId: 'b0000000-0000-4000-8000-000000000001', age: 'week' }, '1', 3],
] satisfies [string, Partial<RequestFilter>, string, number][])('the list is filtered by %s', (_by, filter, ids, count) => {
  expect(
    filtered(all, { ...noFilter, ...filter }, now)
      .map(({ requestId }) => requestId.slice(-1))
      .join(''),
  ).toBe(ids);
  expect(activeFilters({ ...noFilter, ...filter })).toBe(count);
});
