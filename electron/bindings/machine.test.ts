import { describe, expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import { errors } from './bindings.fixture.js';
import type { BindingEvent } from './binding-event.js';
import { next, type MachineContext } from './machine.js';
import { defaultRetryPolicy } from './retry-policy.js';

const context: MachineContext = {
  now: new Date('2026-01-05T08:00:00.000Z'),
  random: 1,
  policy: { firstPauseMs: 1_000, longestPauseMs: 60_000, unreachedPauseMs: 5_000, mostTries: 3, settleMs: 5_000, lateEffectMs: 45_000 },
  quietMs: 45_000,
};
const at = (seconds: number): string => new Date(context.now.getTime() + seconds * 1_000).toISOString();

const gatewayError: CmError = { ...errors.server, status: 504 };
const intended: BindingState = { state: 'intended' };
const submitting = (attempt: number): BindingState => ({ state: 'submitting', attempt });
/** A call of this binding went unanswered a minute ago. */
const lost = { unansweredAt: at(-60) } as const;
const lostNow = { unansweredAt: at(0) } as const;
const waiting: BindingState = { state: 'waiting', attempt: 1, nextTryAt: at(0), mayHaveReached: false, error: errors.unreached, checks: 0 };
const uncertain: BindingState = { state: 'uncertain', attempt: 1, nextCheckAt: at(0), error: errors.timeout, checks: 0 };
const attention: BindingState = { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 };
const bound: BindingState = { state: 'bound', status: 201, smartcardUri: 'api/v1.0/smartcards/x' };

const restored = {
  code: 'network',
  layer: 'http',
  reached: true,
  detail: 'The journal was restored from an older copy; later events are unknown',
} as const;
const held: BindingState = { ...uncertain, error: restored, restored: true, ...lost };
const failed = (error: CmError): BindingEvent => ({ event: 'failed', error });

describe("the binding's state machine", () => {
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
    [
      'never reached',
      submitting(1),
      failed(errors.unreached),
      { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: false, error: errors.unreached, checks: 0 },
    ],
    [
      '500',
      submitting(2),
      failed(errors.server),
      { state: 'waiting', attempt: 2, nextTryAt: at(2), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      '401',
      submitting(1),
      failed(errors.signedOut),
      { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: true, error: errors.signedOut, checks: 0 },
    ],
    [
      '500 once too often: asked about before a person decides',
      submitting(3),
      failed(errors.server),
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'and it did not take effect',
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
      { event: 'not-found' },
      { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 },
    ],
    [
      'a broken connection',
      submitting(1),
      failed(errors.broken),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.broken, checks: 0, ...lostNow },
    ],
    [
      'a time-out',
      submitting(1),
      failed(errors.timeout),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.timeout, checks: 0, ...lostNow },
    ],
    ['found when asked', uncertain, { event: 'found', smartcardUri: 'u' }, { state: 'bound', status: 'found', smartcardUri: 'u' }],
    [
      'found when asked before a repeat',
      waiting,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'not found: may be sent again',
      uncertain,
      { event: 'not-found' },
      { state: 'waiting', attempt: 1, nextTryAt: at(0), mayHaveReached: true, error: errors.timeout, checks: 0 },
    ],
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
    [
      'the server cannot be reached to be asked',
      uncertain,
      { event: 'check-failed', error: errors.unreached },
      { ...uncertain, nextCheckAt: at(5) },
    ],
    ['nor before a repeat', waiting, { event: 'check-failed', error: errors.unreached }, { ...waiting, nextTryAt: at(5) }],
    [
      'it answers with a fault',
      uncertain,
      { event: 'check-failed', error: errors.server },
      { ...uncertain, nextCheckAt: at(2), checks: 1 },
    ],
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
    [
      "a line that is down never makes it a person's business",
      { ...uncertain, checks: 9 },
      { event: 'check-failed', error: errors.signedOut },
      { ...uncertain, nextCheckAt: at(5), checks: 9 },
    ],
    ['withdrawn at once', intended, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['withdrawn from the queue', waiting, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['a person says: now', { ...waiting, nextTryAt: at(60) }, { event: 'retried' }, waiting],
    ['a person says: ask now', { ...uncertain, nextCheckAt: at(60) }, { event: 'retried' }, uncertain],
    [
      'a person closes a refusal',
      { state: 'refused', error: errors.forbidden },
      { event: 'given-up', reason: 'r' },
      { state: 'given-up', reason: 'r' },
    ],
    [
      'a person says: ask again',
      { ...attention, reason: 'unresolved' },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'a person says: try again',
      attention,
      { event: 'retried' },
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      'and it is sent once more',
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
      { event: 'not-found' },
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      'restored before it left, as far as the backup knows',
      intended,
      { event: 'restored' },
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: restored, checks: 0, ...lostNow, restored: true },
    ],
    [
      'restored while it was sent',
      submitting(2),
      { event: 'restored' },
      { state: 'uncertain', attempt: 2, nextCheckAt: at(5), error: restored, checks: 0, ...lostNow, restored: true },
    ],
    [
      'restored from the queue',
      { ...waiting, attempt: 0 },
      { event: 'restored' },
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: restored, checks: 0, ...lostNow, restored: true },
    ],
    [
      'restored while uncertain: what the server had said stays',
      { ...uncertain, error: errors.forbidden },
      { event: 'restored' },
      { ...uncertain, nextCheckAt: at(5), error: errors.forbidden, ...lostNow, restored: true },
    ],
    [
      'restored, and the server has it',
      held,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'restored, and the server does not have it: a person decides',
      held,
      { event: 'not-found' },
      { state: 'attention', reason: 'restored', evidence: '', error: restored, attempt: 1, ...lost },
    ],
    [
      'restored, and the server was out of reach: still not sent by itself',
      held,
      { event: 'check-failed', error: errors.unreached },
      { ...held, nextCheckAt: at(5) },
    ],
    ['restored, and a person says: ask now', held, { event: 'retried' }, held],
    [
      'a person says of what was restored: ask again, and go on',
      { ...attention, reason: 'restored' },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'the first call lost its answer, the second was refused: asked about at once',
      { ...submitting(2), ...lost },
      failed(errors.forbidden),
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0, ...lost },
    ],
    [
      'and is not there: a person decides, for the first may have been carried out',
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0, ...lost },
      { event: 'not-found' },
      {
        ...{ state: 'attention', reason: 'refused-in-doubt', error: errors.forbidden, attempt: 2, ...lost },
        evidence: `An earlier call got no answer by ${at(-60)}. The server shows no smartcard on the request now.`,
      },
    ],
    [
      'a lost answer is carried along when a call is repeated',
      { ...uncertain, ...lost },
      { event: 'submitting' },
      { ...submitting(2), ...lost },
    ],
    [
      'and when it never reached the server',
      { ...submitting(2), ...lost },
      failed(errors.unreached),
      { state: 'waiting', attempt: 2, nextTryAt: at(2), mayHaveReached: true, error: errors.unreached, checks: 0, ...lost },
    ],
    [
      'and into a decision, and out of it',
      { ...attention, reason: 'conflict', ...lost },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0, ...lost },
    ],
    [
      'a gateway that gave up on the service',
      submitting(1),
      failed(gatewayError),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: gatewayError, checks: 0, ...lostNow },
    ],
    [
      'which it did once too often',
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: gatewayError, checks: 0, ...lost },
      { event: 'not-found' },
      { state: 'attention', reason: 'too-many-tries', evidence: '', error: gatewayError, attempt: 3, ...lost },
    ],
    ['not there before it was ever sent', intended, { event: 'not-found' }, intended],
    [
      'there before it was sent, as far as this journal knows',
      intended,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'something else is there before it was sent',
      intended,
      { event: 'conflicting', evidence: 'e' },
      { state: 'attention', reason: 'conflict', evidence: 'e', error: null, attempt: 0 },
    ],
    [
      'the request changed before it was sent',
      intended,
      { event: 'request-changed', change: 'request-changed', evidence: 'e' },
      { state: 'attention', reason: 'request-changed', evidence: 'e', error: null, attempt: 0 },
    ],
    [
      'it cannot be asked about before it is sent',
      intended,
      { event: 'check-failed', error: errors.unreached },
      { state: 'waiting', attempt: 0, nextTryAt: at(5), mayHaveReached: false, error: errors.unreached, checks: 0 },
    ],
    [
      'a person has the request looked at again, of which nothing was sent',
      { ...attention, attempt: 0, error: null },
      { event: 'retried' },
      intended,
    ],
    [
      'the request was cancelled in the queue',
      waiting,
      { event: 'request-changed', change: 'request-closed', evidence: 'e' },
      { state: 'attention', reason: 'request-closed', evidence: 'e', error: errors.unreached, attempt: 1 },
    ],
    [
      'the request was cancelled, which is why it was refused',
      { ...uncertain, error: errors.forbidden },
      { event: 'request-changed', change: 'request-closed', evidence: 'e' },
      { state: 'refused', error: errors.forbidden },
    ],
    [
      'the request has gone after a refusal, perhaps with its card',
      { ...uncertain, error: errors.forbidden },
      { event: 'request-changed', change: 'request-gone', evidence: 'e' },
      { state: 'attention', reason: 'request-gone', evidence: 'e', error: errors.forbidden, attempt: 1 },
    ],
    ['a person gives it up', attention, { event: 'given-up', reason: 'r' }, { state: 'given-up', reason: 'r' }],
  ];
  it.each(table)('%s', (_name, state, event, expected) => {
    expect(next(state, event, context)).toEqual(expected);
  });

  describe('while an unanswered call may still take effect', () => {
    const soon = { ...context, quietMs: 5_000 };
    const open: BindingState = { ...uncertain, ...lostNow };

    it.each<[string, BindingEvent]>([
      ['no smartcard', { event: 'not-found' }],
      ['a changed request', { event: 'request-changed', change: 'request-changed', evidence: 'e' }],
      ['a request that is gone', { event: 'request-changed', change: 'request-gone', evidence: 'e' }],
    ])('does not believe %s, and asks again', (_what, event) => {
      expect(next(open, event, soon)).toEqual({ ...open, nextCheckAt: at(5) });
      expect(next(open, event, { ...soon, quietMs: 30_000 })).toEqual({ ...open, nextCheckAt: at(15) });
      expect(next(open, event, { ...soon, quietMs: 44_999.5 })).toEqual({
        ...open,
        nextCheckAt: new Date(context.now.getTime() + 1).toISOString(),
      });
    });

    it('keeps a refusal open', () => {
      expect(next({ ...open, error: errors.forbidden }, { event: 'not-found' }, soon)).toMatchObject({
        state: 'uncertain',
        error: errors.forbidden,
      });
    });

    it('believes that it was found', () => {
      expect(next(open, { event: 'found', smartcardUri: 'u' }, soon)).toMatchObject({ state: 'bound' });
    });

    it('repeats nothing, whatever the wall clock says', () => {
      expect(() => next({ ...open, ...lost }, { event: 'submitting' }, soon)).toThrow(/cannot be/);
    });

    it('needs no decision because the server fails when asked', () => {
      expect(next({ ...open, checks: 2 }, { event: 'check-failed', error: errors.server }, soon)).toMatchObject({
        state: 'uncertain',
        checks: 3,
      });
    });
  });

  it('needs no decision because the API is switched off', () => {
    const off: CmError = { code: 'api-off', status: 404, correlationId: null, message: 'Not found' };
    for (const state of [
      { ...uncertain, checks: 9 },
      { ...waiting, checks: 9 },
    ])
      expect(next(state, { event: 'check-failed', error: off }, context)).toMatchObject({ state: state.state, checks: 9 });
  });

  it('checks a restored binding again and does not send it while an earlier call may take effect', () => {
    expect(next(held, { event: 'not-found' }, { ...context, quietMs: 0 })).toMatchObject({ state: 'uncertain', restored: true });
  });

  it('marks an interrupted call as unconfirmed', () => {
    expect(next(submitting(1), { event: 'interrupted' }, context)).toMatchObject({ state: 'uncertain', nextCheckAt: at(5), ...lostNow });
  });

  it('throws for an impossible event', () => {
    const impossible: [BindingState, BindingEvent][] = [
      [bound, { event: 'submitting' }],
      [bound, failed(errors.server)],
      [intended, { event: 'answered', status: 204, smartcardUri: null }],
      [submitting(1), { event: 'submitting' }],
      [{ state: 'refused', error: errors.forbidden }, { event: 'submitting' }],
      [{ state: 'withdrawn', reason: '' }, { event: 'submitting' }],
      [
        { ...waiting, mayHaveReached: true },
        { event: 'withdrawn', reason: 'too late' },
      ],
      [uncertain, { event: 'withdrawn', reason: 'too late' }],
      [submitting(1), { event: 'withdrawn', reason: 'too late' }],
      [intended, { event: 'interrupted' }],
      [uncertain, { event: 'given-up', reason: 'too early' }],
      [bound, { event: 'restored' }],
      [attention, { event: 'restored' }],
      [held, { event: 'submitting' }],
    ];
    for (const [state, event] of impossible) expect(() => next(state, event, context)).toThrow(/cannot be/);
  });

  it('doubles, spreads and caps the pauses', () => {
    const pause = (attempt: number, random: number): number => {
      const state = next(submitting(attempt), failed(errors.unreached), { ...context, random, policy: defaultRetryPolicy });
      return state.state === 'waiting' ? Date.parse(state.nextTryAt) - context.now.getTime() : NaN;
    };
    expect([1, 2, 3, 4].map((attempt) => pause(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(pause(3, 0)).toBe(2_000);
    expect(pause(50, 1)).toBe(60_000);
  });
});
