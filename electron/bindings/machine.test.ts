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
    ['sends the first call', intended, { event: 'submitting' }, submitting(1)],
    ['repeats after a pause', waiting, { event: 'submitting' }, submitting(2)],
    ['repeats after asking', uncertain, { event: 'submitting' }, submitting(2)],
    [
      'is bound after 201',
      submitting(1),
      { event: 'answered', status: 201, smartcardUri: 'u' },
      { state: 'bound', status: 201, smartcardUri: 'u' },
    ],
    [
      'is bound after 204',
      submitting(1),
      { event: 'answered', status: 204, smartcardUri: null },
      { state: 'bound', status: 204, smartcardUri: null },
    ],
    [
      'asks at once after 403, which may follow a call that took effect',
      submitting(1),
      failed(errors.forbidden),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(0), error: errors.forbidden, checks: 0 },
    ],
    [
      'queues a call that never reached the server',
      submitting(1),
      failed(errors.unreached),
      { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: false, error: errors.unreached, checks: 0 },
    ],
    [
      'retries after 500',
      submitting(2),
      failed(errors.server),
      { state: 'waiting', attempt: 2, nextTryAt: at(2), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      'retries after 401',
      submitting(1),
      failed(errors.signedOut),
      { state: 'waiting', attempt: 1, nextTryAt: at(1), mayHaveReached: true, error: errors.signedOut, checks: 0 },
    ],
    [
      'asks after one 500 too many, before a person decides',
      submitting(3),
      failed(errors.server),
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'needs attention if the call did not take effect',
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
      { event: 'not-found' },
      { state: 'attention', reason: 'too-many-tries', evidence: '', error: errors.server, attempt: 3 },
    ],
    [
      'asks after a broken connection',
      submitting(1),
      failed(errors.broken),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.broken, checks: 0, ...lostNow },
    ],
    [
      'asks after a timeout',
      submitting(1),
      failed(errors.timeout),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: errors.timeout, checks: 0, ...lostNow },
    ],
    [
      'is bound if the server has it',
      uncertain,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'is bound if the server has it before a repeat',
      waiting,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'may be sent again if the server does not have it',
      uncertain,
      { event: 'not-found' },
      { state: 'waiting', attempt: 1, nextTryAt: at(0), mayHaveReached: true, error: errors.timeout, checks: 0 },
    ],
    [
      'stays refused if the server does not have it after a refused repeat',
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0 },
      { event: 'not-found' },
      { state: 'refused', error: errors.forbidden },
    ],
    [
      'needs attention if the server has something else',
      uncertain,
      { event: 'conflicting', evidence: 'e' },
      { state: 'attention', reason: 'conflict', evidence: 'e', error: errors.timeout, attempt: 1 },
    ],
    [
      'asks again if the server cannot be reached',
      uncertain,
      { event: 'check-failed', error: errors.unreached },
      { ...uncertain, nextCheckAt: at(5) },
    ],
    [
      'asks again before a repeat if the server cannot be reached',
      waiting,
      { event: 'check-failed', error: errors.unreached },
      { ...waiting, nextTryAt: at(5) },
    ],
    [
      'asks again if the server answers with an error',
      uncertain,
      { event: 'check-failed', error: errors.server },
      { ...uncertain, nextCheckAt: at(2), checks: 1 },
    ],
    [
      'asks again after a second error',
      { ...waiting, checks: 1 },
      { event: 'check-failed', error: errors.server },
      { ...waiting, nextTryAt: at(4), checks: 2 },
    ],
    [
      'needs attention after one error too many',
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
      'never needs attention because of a lost connection',
      { ...uncertain, checks: 9 },
      { event: 'check-failed', error: errors.signedOut },
      { ...uncertain, nextCheckAt: at(5), checks: 9 },
    ],
    ['is withdrawn at once', intended, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['is withdrawn from the queue', waiting, { event: 'withdrawn', reason: 'r' }, { state: 'withdrawn', reason: 'r' }],
    ['is sent at once when a person decides so', { ...waiting, nextTryAt: at(60) }, { event: 'retried' }, waiting],
    ['is asked about at once when a person decides so', { ...uncertain, nextCheckAt: at(60) }, { event: 'retried' }, uncertain],
    [
      'is closed by a person after a refusal',
      { state: 'refused', error: errors.forbidden },
      { event: 'given-up', reason: 'r' },
      { state: 'given-up', reason: 'r' },
    ],
    [
      'is asked about again when a person decides so',
      { ...attention, reason: 'unresolved' },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'is tried again when a person decides so',
      attention,
      { event: 'retried' },
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      'stays queued for a retry if the server does not have it',
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
      { event: 'not-found' },
      { state: 'waiting', attempt: 3, nextTryAt: at(0), mayHaveReached: true, error: errors.server, checks: 0 },
    ],
    [
      'restored before it was sent, as far as the backup shows',
      intended,
      { event: 'restored' },
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: restored, checks: 0, ...lostNow, restored: true },
    ],
    [
      'restored while it was being sent',
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
      'restored while unconfirmed: keeps what the server had answered',
      { ...uncertain, error: errors.forbidden },
      { event: 'restored' },
      { ...uncertain, nextCheckAt: at(5), error: errors.forbidden, ...lostNow, restored: true },
    ],
    [
      'restored, and the server has it: is bound',
      held,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'restored, and the server does not have it: needs attention',
      held,
      { event: 'not-found' },
      { state: 'attention', reason: 'restored', evidence: '', error: restored, attempt: 1, ...lost },
    ],
    [
      'restored, and the server is unreachable: still not sent automatically',
      held,
      { event: 'check-failed', error: errors.unreached },
      { ...held, nextCheckAt: at(5) },
    ],
    ['restored: is asked about at once when a person decides so', held, { event: 'retried' }, held],
    [
      'restored: is asked about again, and continues, when a person decides so',
      { ...attention, reason: 'restored' },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0 },
    ],
    [
      'asks at once if the first call lost its answer and the second was refused',
      { ...submitting(2), ...lost },
      failed(errors.forbidden),
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0, ...lost },
    ],
    [
      'needs attention if the server then does not have it, because the first call may have taken effect',
      { state: 'uncertain', attempt: 2, nextCheckAt: at(0), error: errors.forbidden, checks: 0, ...lost },
      { event: 'not-found' },
      {
        ...{ state: 'attention', reason: 'refused-in-doubt', error: errors.forbidden, attempt: 2, ...lost },
        evidence: `An earlier call got no answer by ${at(-60)}. The server shows no smartcard on the request now.`,
      },
    ],
    [
      'keeps the time of a lost answer when a call is repeated',
      { ...uncertain, ...lost },
      { event: 'submitting' },
      { ...submitting(2), ...lost },
    ],
    [
      'keeps the time of a lost answer when the repeat never reached the server',
      { ...submitting(2), ...lost },
      failed(errors.unreached),
      { state: 'waiting', attempt: 2, nextTryAt: at(2), mayHaveReached: true, error: errors.unreached, checks: 0, ...lost },
    ],
    [
      'keeps the time of a lost answer when it needs attention, and afterwards',
      { ...attention, reason: 'conflict', ...lost },
      { event: 'retried' },
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: errors.server, checks: 0, ...lost },
    ],
    [
      'asks after a gateway gave up on the service',
      submitting(1),
      failed(gatewayError),
      { state: 'uncertain', attempt: 1, nextCheckAt: at(5), error: gatewayError, checks: 0, ...lostNow },
    ],
    [
      'needs attention after the gateway gave up once too often',
      { state: 'uncertain', attempt: 3, nextCheckAt: at(0), error: gatewayError, checks: 0, ...lost },
      { event: 'not-found' },
      { state: 'attention', reason: 'too-many-tries', evidence: '', error: gatewayError, attempt: 3, ...lost },
    ],
    ['stays ready for its first call if the server does not have it', intended, { event: 'not-found' }, intended],
    [
      'is bound if the server has it before the first call of this journal',
      intended,
      { event: 'found', smartcardUri: 'u' },
      { state: 'bound', status: 'found', smartcardUri: 'u' },
    ],
    [
      'needs attention if the server has something else before the first call',
      intended,
      { event: 'conflicting', evidence: 'e' },
      { state: 'attention', reason: 'conflict', evidence: 'e', error: null, attempt: 0 },
    ],
    [
      'needs attention if the request changed before the first call',
      intended,
      { event: 'request-changed', change: 'request-changed', evidence: 'e' },
      { state: 'attention', reason: 'request-changed', evidence: 'e', error: null, attempt: 0 },
    ],
    [
      'is queued if the server cannot be asked before the first call',
      intended,
      { event: 'check-failed', error: errors.unreached },
      { state: 'waiting', attempt: 0, nextTryAt: at(5), mayHaveReached: false, error: errors.unreached, checks: 0 },
    ],
    [
      'returns to its first call when a person decides so and nothing was sent',
      { ...attention, attempt: 0, error: null },
      { event: 'retried' },
      intended,
    ],
    [
      'needs attention if the request was canceled in the queue',
      waiting,
      { event: 'request-changed', change: 'request-closed', evidence: 'e' },
      { state: 'attention', reason: 'request-closed', evidence: 'e', error: errors.unreached, attempt: 1 },
    ],
    [
      'is refused if the request was canceled, which explains the refusal',
      { ...uncertain, error: errors.forbidden },
      { event: 'request-changed', change: 'request-closed', evidence: 'e' },
      { state: 'refused', error: errors.forbidden },
    ],
    [
      'needs attention if the request is gone after a refusal, perhaps with its card',
      { ...uncertain, error: errors.forbidden },
      { event: 'request-changed', change: 'request-gone', evidence: 'e' },
      { state: 'attention', reason: 'request-gone', evidence: 'e', error: errors.forbidden, attempt: 1 },
    ],
    ['is given up by a person', attention, { event: 'given-up', reason: 'r' }, { state: 'given-up', reason: 'r' }],
  ];
  it.each(table)('%s', (_name, state, event, expected) => {
    expect(next(state, event, context)).toEqual(expected);
  });

  describe('while an unanswered call may still take effect', () => {
    const soon = { ...context, quietMs: 5_000 };
    const open: BindingState = { ...uncertain, ...lostNow };

    it.each<[string, BindingEvent]>([
      ['that there is no smartcard', { event: 'not-found' }],
      ['that the request has changed', { event: 'request-changed', change: 'request-changed', evidence: 'e' }],
      ['that the request is gone', { event: 'request-changed', change: 'request-gone', evidence: 'e' }],
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
