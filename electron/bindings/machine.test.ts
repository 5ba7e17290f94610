import { describe, expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import { errors } from './bindings.fixture.js';
import { defaultRetryPolicy, next, type BindingEvent, type MachineContext } from './machine.js';

const context: MachineContext = {
  now: new Date('2026-01-05T08:00:00.000Z'),
  random: 1,
  policy: { firstPauseMs: 1_000, longestPauseMs: 60_000, unreachedPauseMs: 5_000, mostTries: 3, settleMs: 5_000 },
};
const at = (seconds: number): string => new Date(context.now.getTime() + seconds * 1_000).toISOString();

const intended: BindingState = { state: 'intended' };
const submitting = (attempt: number): BindingState => ({ state: 'submitting', attempt });
const waiting: BindingState = { state: 'waiting', attempt: 1, nextTryAt: at(0), mayHaveReached: false, error: errors.unreached, checks: 0 };
const uncertain: BindingState = { state: 'uncertain', attempt: 1, nextCheckAt: at(0), error: errors.timeout, checks: 0 };
const attention: BindingState = { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 };
const bound: BindingState = { state: 'bound', status: 201, smartcardUri: 'api/v1.0/smartcards/x' };

const restored = { code: 'network', layer: 'http', reached: true, detail: 'The journal was restored from a backup; what happened after it is not known' } as const;
const failed = (error: (typeof errors)[keyof typeof errors]): BindingEvent => ({ event: 'failed', error });

describe('a binding goes from state to state', () => {
  const table: [string, BindingState, BindingEvent, BindingState][] = [
    ['the first call', intended, { event: 'submitting' }, submitting(1)],
    ['a repeat after waiting', waiting, { event: 'submitting' }, submitting(2)],
    ['a repeat after asking', uncertain, { event: 'submitting' }, submitting(2)],
    ['201', submitting(1), { event: 'answered', status: 201, smartcardUri: 'u' }, { state: 'bound', status: 201, smartcardUri: 'u' }],
    ['204', submitting(1), { event: 'answered', status: 204, smartcardUri: null }, { state: 'bound', status: 204, smartcardUri: null }],
    [
      '403 may be the echo of a call that took effect: ask at once',
      submitting(1),
      failed(errors.forbidden),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(0), error: errors.forbidden, checks: 0 },
    ],
    ['never reached', submitting(1), failed(errors.unreached), { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: false, error: errors.unreached, checks: 0 }],
    ['500', submitting(2), failed(errors.server), { state: 'waiting', attempt: 2, nextTryAt: at(2), mayHaveReached: true, error: errors.server, checks: 0 }],
    ['401', submitting(1), failed(errors.signedOut), { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: true, error: errors.signedOut, checks: 0 }],
    [
      '500 once too often',
      submitting(3),
      failed(errors.server),
      { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 },
    ],
    ['a broken connection', submitting(1), failed(errors.broken), { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.broken, checks: 0 }],
    ['a time-out', submitting(1), failed(errors.timeout), { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.timeout, checks: 0 }],
    ['found when asked', uncertain, { event: 'found', smartcardUri: 'u' }, { state: 'bound', status: 'found', smartcardUri: 'u' }],
    ['found when asked before a repeat', waiting, { event: 'found', smartcardUri: 'u' }, { state: 'bound', status: 'found', smartcardUri: 'u' }],
    ['not found: may be sent again', uncertain, { event: 'not-found' }, { state: 'waiting', attempt: 1, nextTryAt: at(0), mayHaveReached: true, error: errors.timeout, checks: 0 }],
    [
      'not found after a refused repeat: the refusal stands',
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0 },
      { event: 'not-found' },
      { state: 'refused', error: errors.forbidden },
    ],
    [
      'something else is true at the server',
      uncertain,
      { event: 'conflicting', evidence: 'e' },
      { state: 'attention', reason: 'conflict', evidence: 'e', error: errors.timeout, attempt: 1 },
    ],
    ['the server cannot be reached to be asked', uncertain, { event: 'check-failed', error: errors.unreached }, { ...uncertain, nextCheckAt: at(5) }],
    ['nor before a repeat', waiting, { event: 'check-failed', error: errors.unreached }, { ...waiting, nextTryAt: at(5) }],
    ['it answers with a fault', uncertain, { event: 'check-failed', error: errors.server }, { ...uncertain, nextCheckAt: at(2), checks: 1 }],
    ['and again', { ...waiting, checks: 1 }, { event: 'check-failed', error: errors.server }, { ...waiting, nextTryAt: at(4), checks: 2 }],
    [
      'and once too often',
      { ...uncertain, checks: 2 },
      { event: 'check-failed', error: errors.server },
      {
        state: 'attention',
        reason: 'unresolved',
        evidence: 'The server was asked 3 times what became of it, and answered with a fault each time.',
        error: errors.server,
        attempt: 1,
      },
    ],
    ['a line that is down never makes it a person\'s business', { ...uncertain, checks: 9 }, { event: 'check-failed', error: errors.signedOut }, { ...uncertain, nextCheckAt: at(5), checks: 9 }],
    ['withdrawn at once', intended, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['withdrawn from the queue', waiting, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['a person says: now', { ...waiting, nextTryAt: at(60) }, { event: 'retried' }, waiting],
    ['a person says: ask now', { ...uncertain, nextCheckAt: at(60) }, { event: 'retried' }, uncertain],
    ['a person closes a refusal', { state: 'refused', error: errors.forbidden }, { event: 'given-up', reason: 'r' }, { state: 'given-up', reason: 'r' }],
    ['a person says: ask again', attention, { event: 'retried' }, { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 }],
    ['restored before it left, as far as the backup knows', intended, { event: 'restored' }, { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: restored, checks: 0 }],
    ['restored while it was sent', submitting(2), { event: 'restored' }, { state: 'uncertain', attempt: 2, nextCheckAt: at(5), error: restored, checks: 0 }],
    ['restored from the queue', { ...waiting, attempt: 0 }, { event: 'restored' }, { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: restored, checks: 0 }],
    ['restored while uncertain: what the server had said stays', { ...uncertain, error: errors.forbidden }, { event: 'restored' }, { ...uncertain, nextCheckAt: at(5), error: errors.forbidden }],
    ['a person gives it up', attention, { event: 'given-up', reason: 'r' }, { state: 'given-up', reason: 'r' }],
  ];
  it.each(table)('%s', (_name, state, event, expected) => {
    expect(next(state, event, context)).toEqual(expected);
  });

  it('an interrupted call is uncertain, never lost and never just repeated', () => {
    expect(next(submitting(1), { event: 'interrupted' }, context)).toMatchObject({ state: 'uncertain', nextCheckAt: at(5) });
  });

  it('what cannot happen is a fault, not a move', () => {
    const impossible: [BindingState, BindingEvent][] = [
      [bound, { event: 'submitting' }],
      [bound, failed(errors.server)],
      [intended, { event: 'answered', status: 204, smartcardUri: null }],
      [submitting(1), { event: 'submitting' }],
      [{ state: 'refused', error: errors.forbidden }, { event: 'submitting' }],
      [{ state: 'withdrawn', reason: '' }, { event: 'submitting' }],
      [{ ...waiting, mayHaveReached: true }, { event: 'withdrawn', reason: 'too late' }],
      [uncertain, { event: 'withdrawn', reason: 'too late' }],
      [submitting(1), { event: 'withdrawn', reason: 'too late' }],
      [uncertain, { event: 'given-up', reason: 'too early' }],
      [bound, { event: 'restored' }],
      [attention, { event: 'restored' }],
    ];
    for (const [state, event] of impossible) expect(() => next(state, event, context)).toThrow(/cannot be/);
  });

  it('pauses double, are spread, and have an end', () => {
    const pause = (attempt: number, random: number): number => {
      const state = next(submitting(attempt), failed(errors.unreached), { ...context, random, policy: defaultRetryPolicy });
      return state.state === 'waiting' ? Date.parse(state.nextTryAt) - context.now.getTime() : NaN;
    };
    expect([1, 2, 3, 4].map((attempt) => pause(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(pause(3, 0)).toBe(2_000);
    expect(pause(50, 1)).toBe(60_000);
  });
});
