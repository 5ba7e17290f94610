import { expect, it } from 'vitest';
import type { Care, CareEvent } from '../../shared/after-care.js';
import { binding } from '../bindings/bindings.fixture.js';
import { careChangeOf } from './care-change.js';
import type { LookResult } from './look-at-request.js';

const now = new Date('2026-03-01T08:00:00.000Z');
const rule = { overdueAfterDays: 7, untilDays: 90 };
const request = (changes: Partial<Extract<LookResult, { seen: 'request' }>> = {}): LookResult => ({
  ...{ seen: 'request', status: 3, ended: null, difference: null, evidence: '' },
  ...changes,
});
const care = (changes: Partial<Care> = {}): Care => ({
  ...{ outcome: 'open', status: 3, difference: null, evidence: '', at: '2026-02-01T08:00:00.000Z', closed: null },
  ...changes,
});
const otherCard = { difference: 'other-card', evidence: 'e' } as const;

it.each([
  ['nothing new', 1, undefined, request(), null],
  ['nothing new, though the server is executing it', 1, undefined, request({ status: 4 }), null],
  ['that it was executed', 1, undefined, request({ ended: 'executed', status: 8 }), 'executed'],
  ['that it failed', 1, undefined, request({ ended: 'failed' }), 'request-failed'],
  ['that it was canceled', 1, undefined, request({ ended: 'canceled' }), 'request-canceled'],
  ['that it was denied', 1, undefined, request({ ended: 'denied' }), 'request-denied'],
  ['that it is gone', 1, undefined, { seen: 'gone' }, 'request-lost'],
  ['that it is overdue', 7, undefined, request(), 'overdue'],
  ['that it is overdue, once', 8, care({ outcome: 'overdue' }), request(), null],
  ['that it was executed after all', 20, care({ outcome: 'overdue' }), request({ ended: 'executed' }), 'executed'],
  ['that it was never executed', 90, care({ outcome: 'overdue' }), request(), 'never-executed'],
  ['that it has another card', 1, undefined, request(otherCard), 'differs'],
  ['that it has another card, once', 1, care(otherCard), request(otherCard), null],
  ['that it has yet another card', 1, care(otherCard), request({ ...otherCard, evidence: 'f' }), 'differs'],
  ['that it has its card again', 1, care(otherCard), request(), 'as-bound'],
  ['that it was executed with another card', 1, care(otherCard), request({ ...otherCard, ended: 'executed' }), 'executed'],
] satisfies [string, number, Care | undefined, LookResult, CareEvent | null][])('reports %s', (_what, days, before, seen, event) => {
  const bound = {
    ...binding(1),
    confirmedAt: new Date(now.getTime() - days * 24 * 3_600_000).toISOString(),
    ...(before === undefined ? {} : { care: before }),
  };
  const news = careChangeOf(bound, seen, rule, now);
  expect(news?.event ?? null).toBe(event);
  if (news === null) return;
  expect(news).toMatchObject({ bindingId: bound.bindingId, from: before ?? null, care: { at: now.toISOString(), closed: null } });
  const { difference, evidence } = seen.seen === 'gone' ? { difference: null, evidence: '' } : seen;
  expect(news.care).toMatchObject({ difference, evidence });
});
