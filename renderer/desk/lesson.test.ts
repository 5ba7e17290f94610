import { expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import { isAnyQueued, lessonStep } from './lesson.js';

const error = { code: 'forbidden', status: 403, correlationId: null, message: '' } as const;
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const refused: BindingState = { state: 'refused', error };
const waiting: BindingState = {
  ...{ state: 'waiting', attempt: 1, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: true, error, checks: 0 },
};
const step = (
  states: readonly BindingState[],
  card: 'none' | 'reading' | 'unreadable' | 'fresh' | 'used' = 'none',
  nextAnswer: 'accept' | 'refuse' | 'fail' = 'accept',
  isConfirming = false,
  wasQueued = false,
): unknown => lessonStep({ bindings: states.map((state) => ({ state })), wasQueued, card, nextAnswer, isConfirming });

it('leads from a card over a person to a binding, then to a refused and a queued one', () => {
  expect(step([])).toEqual({ part: 1, step: 'insert' });
  expect(step([], 'fresh')).toEqual({ part: 1, step: 'pick' });
  expect(step([], 'fresh', 'accept', true)).toEqual({ part: 1, step: 'confirm' });
  expect(step([bound], 'used')).toEqual({ part: 2, step: 'take-out' });
  expect(step([bound])).toEqual({ part: 2, step: 'refuse' });
  expect(step([bound], 'none', 'refuse')).toEqual({ part: 2, step: 'insert' });
  expect(step([refused, bound], 'used')).toEqual({ part: 3, step: 'take-out' });
  expect(step([refused, bound])).toEqual({ part: 3, step: 'fail' });
  expect(step([refused, bound], 'fresh', 'fail')).toEqual({ part: 3, step: 'pick' });
  expect(step([waiting, refused, bound], 'used')).toEqual({ part: 4, step: 'done' });
});

it('does not count a refusal that is still being checked as queued', () => {
  const uncertain: BindingState = { state: 'uncertain', attempt: 1, nextCheckAt: '2026-01-05T08:00:00.000Z', error, checks: 0 };
  expect(isAnyQueued([{ state: uncertain }])).toBe(false);
  expect(isAnyQueued([{ state: refused }])).toBe(false);
  expect(isAnyQueued([{ state: waiting }])).toBe(true);
});

it('asks to remove an unreadable card, and to choose no person while a card is being read', () => {
  expect(step([], 'reading')).toEqual({ part: 1, step: 'reading' });
  expect(step([], 'unreadable')).toEqual({ part: 1, step: 'unreadable' });
  expect(step([bound], 'unreadable', 'refuse')).toEqual({ part: 2, step: 'unreadable' });
});

it('continues in whatever order the steps were done', () => {
  expect(step([refused])).toEqual({ part: 1, step: 'insert' });
  expect(step([waiting, bound])).toMatchObject({ part: 2 });
});

it('ends once a binding was queued, even if it has been bound since', () => {
  expect(step([bound, refused, bound], 'none', 'accept', false, true)).toEqual({ part: 4, step: 'done' });
});
