import { describe, expect, it } from 'vitest';
import type { Abandon } from '../../shared/abandon.js';
import type { Care } from '../../shared/after-care.js';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import { attentionItems, attentionReason, attentionReasons } from './attention-reasons.js';

const now = Date.parse('2026-03-02T12:00:00.000Z');
const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const at = minutesAgo(-1);
const fault: CmError = { code: 'server-error', status: 500, correlationId: null, message: '' };
const signedOut: CmError = { code: 'not-signed-in', status: 401, correlationId: null, message: '' };
const waiting = (error: CmError): BindingState => ({ state: 'waiting', attempt: 1, nextTryAt: at, mayHaveReached: true, error, checks: 0 });
const uncertain: BindingState = { state: 'uncertain', attempt: 1, nextCheckAt: at, error: fault, checks: 0 };
const attention = (reason: 'conflict' | 'restored' | 'unresolved' | 'too-many-tries'): BindingState => ({
  state: 'attention',
  reason,
  evidence: '',
  error: null,
  attempt: 1,
});
const refused: BindingState = { state: 'refused', error: fault };

let count = 0;
const binding = (state: BindingState, confirmedAt: string): BindingView => {
  const guid = `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
  return {
    bindingId: guid,
    request: {
      requestId: guid,
      type: 1,
      person: { state: 'unresolved', userId: guid },
      profileTemplate: { profileTemplateId: guid, name: null },
      submittedAt: confirmedAt,
      priority: 0,
      comment: '',
    },
    cardId: { text: guid, raw: guid.replaceAll('-', ''), byteOrder: 'rfc4122', source: 'gids' },
    atr: '3b00',
    readerName: 'Reader',
    confirmedAt,
    state,
  };
};

describe('a binding needs attention', () => {
  it.each([
    ['for a conflict', attention('conflict'), 0, 'conflict'],
    ['for a restored binding that the server does not have', attention('restored'), 0, 'restored'],
    ['if the server could not resolve it', attention('unresolved'), 0, 'unresolved'],
    ['after too many attempts', attention('too-many-tries'), 0, 'too-many-tries'],
    ['for a refusal, however old', refused, 10_000, 'refused'],
    ['for a lost answer at once', uncertain, 0, 'uncertain'],
    ['for a lost answer from yesterday', uncertain, 1_440, 'too-old'],
    ['for a missing sign-in at once', waiting(signedOut), 0, 'sign-in'],
    ['if queued for two minutes', waiting(fault), 2, 'waiting-long'],
    ['if queued for a day', waiting(fault), 1_440, 'too-old'],
    ['not if just queued', waiting(fault), 1.9, null],
    ['not while it is being sent', { state: 'submitting', attempt: 1 }, 0, null],
    ['not once it is bound', { state: 'bound', status: 204, smartcardUri: null }, 10_000, null],
    ['not once it was given up', { state: 'given-up', reason: 'r' }, 10_000, null],
    ['not once it was withdrawn', { state: 'withdrawn', reason: 'r' }, 10_000, null],
  ] satisfies [string, BindingState, number, string | null][])('%s', (_what, state, minutes, reason) => {
    expect(attentionReason(binding(state, minutesAgo(minutes)), now)).toBe(reason);
  });
});

it('lists the most important binding first, and of equal ones the oldest', () => {
  const list = [
    binding(waiting(fault), minutesAgo(3)),
    binding(refused, minutesAgo(1)),
    binding(refused, minutesAgo(5)),
    binding(attention('conflict'), minutesAgo(0)),
    binding(waiting(fault), minutesAgo(0)),
  ];
  const sorted = attentionItems(list, now);
  expect(sorted.map(({ reason }) => reason)).toEqual(['conflict', 'refused', 'refused', 'waiting-long']);
  expect(sorted.map((matter) => list.indexOf(matter.binding))).toEqual([3, 2, 1, 0]);
  expect(attentionReasons.indexOf('conflict')).toBe(0);
});

const open: Care = { outcome: 'open', status: 3, difference: null, evidence: '', at, closed: null };

it.each([
  ['if the server has another card, even if the request was executed', { outcome: 'executed', difference: 'other-card' }, 'other-card'],
  ['if it is overdue', { outcome: 'overdue' }, 'overdue'],
  ['if it was never executed', { outcome: 'never-executed' }, 'never-executed'],
  ['if it was canceled', { outcome: 'canceled' }, 'canceled'],
  ['not if it was executed', { outcome: 'executed' }, null],
  ['not while it can still be executed', { outcome: 'open' }, null],
  ['not once a person has closed it', { outcome: 'overdue', closed: 'seen' }, null],
] satisfies [string, Partial<Care>, string | null][])('a bound request needs attention %s', (_what, known, reason) => {
  const care: Care = { ...open, ...known };
  expect(attentionReason({ ...binding({ state: 'bound', status: 204, smartcardUri: null }, at), care }, now)).toBe(reason);
});

const asked = { reason: 'wrong card', at };
const notAbandoned: Abandon = { ...asked, state: 'not-abandoned', why: 'open', status: 3, error: null };
it.each([
  [
    'if it is unknown whether it was abandoned',
    { ...asked, state: 'unconfirmed', error: fault, isOver: true },
    null,
    'abandon-unconfirmed',
  ],
  ['if it was not abandoned', notAbandoned, null, 'not-abandoned'],
  ['if it was not abandoned and is overdue', notAbandoned, { outcome: 'overdue' }, 'not-abandoned'],
  ['not if it was executed nevertheless', notAbandoned, { outcome: 'executed' }, null],
  ['not once a person has closed it', notAbandoned, { closed: 'seen' }, null],
  ['not while the call is in progress', { ...asked, state: 'sending' }, null, null],
  [
    'not if it was abandoned',
    { ...asked, state: 'abandoned', by: 'answer', status: 6, word: null },
    { outcome: 'abandoned', closed: 'r' },
    null,
  ],
] satisfies [string, Abandon, Partial<Care> | null, string | null][])(
  'a request that was to be abandoned needs attention %s',
  (_what, abandon, known, reason) => {
    const care = known === null ? undefined : { ...open, ...known };
    expect(attentionReason({ ...binding({ state: 'bound', status: 204, smartcardUri: null }, at), care, abandon }, now)).toBe(reason);
  },
);
