import { beforeEach, expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { binding, bound, refused } from '../testing/example.fixture.js';
import { cancel, useDesk, type Attempt, type FailedStep } from './desk-state.js';
import { canTryAgain, tryAgain } from './try-again.js';

const one = binding(0, bound);
const attempt: Attempt = {
  requestId: one.request.requestId,
  presentationId: 7,
  seen: {
    userId: one.request.person.userId,
    profileTemplateId: one.request.profileTemplate.profileTemplateId,
    cardId: one.cardId.text,
  },
  printedSerial: undefined,
  refusals: [],
};
const offline: StationError = { code: 'line-down', error: { code: 'server-error', status: 500, correlationId: null, message: '' } };
const failed = (change: Partial<FailedStep> = {}): FailedStep => ({ step: 'failed', error: offline, attempt, ...change });

beforeEach(() => {
  cancel();
});

it.each<[string, FailedStep, readonly BindingState[], boolean]>([
  ['the server could not be asked', failed(), [], true],
  ['the card stock could not be read', failed({ error: { code: 'stock-unusable', detail: 'disk I/O error' } }), [], true],
  ['an earlier binding of the request was refused', failed(), [refused], true],
  ['the journal failed, so the intent may be on the disk', failed({ error: { code: 'journal-failed', detail: 'disk full' } }), [], false],
  ['the program failed', failed({ error: { code: 'internal', detail: 'a fault' } }), [], false],
  ['the card has left', failed({ error: { code: 'card-left' } }), [], false],
  ['the screen changed before there was an attempt', failed({ attempt: null }), [], false],
  [
    'a second person would have to approve again',
    failed({ attempt: { ...attempt, refusals: [{ code: 'person-unresolved' }] } }),
    [],
    false,
  ],
  ['the request has a binding now', failed(), [bound], false],
])('offers another attempt only if nothing was written and the error may pass: %s', (_what, step, states, expected) => {
  expect(
    canTryAgain(
      step,
      states.map((state) => binding(0, state)),
    ),
  ).toBe(expected);
});

it('opens the confirm step again for the same card and request, and sends nothing', () => {
  useDesk.setState({ step: failed() });
  tryAgain();
  expect(useDesk.getState().step).toEqual({
    ...{ step: 'confirming', requestId: attempt.requestId, presentationId: 7, byItself: false },
  });
});
