import { expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import type { ReportRow } from '../../shared/report.js';
import { stateGroupOf, totalsOf } from './totals.js';

const error = { code: 'network', layer: 'tcp', reached: false, detail: '' } as const;
const states: readonly BindingState[] = [
  { state: 'intended' },
  { state: 'submitting', attempt: 1 },
  { state: 'bound', status: 204, smartcardUri: null },
  { state: 'refused', error },
  { state: 'waiting', attempt: 1, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: false, error, checks: 0 },
  { state: 'uncertain', attempt: 1, nextCheckAt: '2026-01-05T08:00:00.000Z', error, checks: 0 },
  { state: 'attention', reason: 'conflict', evidence: '', error: null, attempt: 1 },
  { state: 'withdrawn', reason: 'r' },
  { state: 'given-up', reason: 'r' },
];
const row = (confirmedBy: string, state: BindingState): ReportRow => ({
  ...{
    bindingId: '00000000-0000-4000-8000-000000000001',
    requestId: '00000000-0000-4000-8000-000000000002',
    cardId: 'c',
    person: 'p',
    profileTemplate: 't',
  },
  ...{
    confirmedAt: '2026-01-05T08:00:00.000Z',
    stateAt: '2026-01-05T08:00:00.000Z',
    stateBy: confirmedBy,
    confirmedBy,
    state,
    care: null,
    abandoning: null,
  },
});

it('every state has a column', () => {
  expect(states.map(stateGroupOf)).toEqual(['open', 'open', 'bound', 'refused', 'open', 'open', 'attention', 'ended', 'ended']);
});

it('counts by operator, and the totals add up', () => {
  const { operators, all } = totalsOf([
    ...states.map((state) => row('piet', state)),
    ...states.slice(0, 3).map((state) => row('Noor', state)),
  ]);
  expect(operators.map(({ operator, counts }) => [operator, counts.total])).toEqual([
    ['Noor', 3],
    ['piet', 9],
  ]);
  expect(all).toEqual({ bound: 2, refused: 1, open: 6, attention: 1, ended: 2, total: 12 });
});
