import { expect, it } from 'vitest';
import { binding, errors } from '../bindings/bindings.fixture.js';
import { NewestBindings } from './newest-bindings.js';

const bound = { state: 'bound', status: 204, smartcardUri: null } as const;
const idsOf = (newest: NewestBindings): string[] => newest.list().map(({ bindingId }) => bindingId);

it('keeps the newest of those that are done, newest first', () => {
  const newest = new NewestBindings(2);
  for (const number of [1, 2, 3]) newest.keep(binding(number, bound));
  expect(idsOf(newest)).toEqual([binding(3).bindingId, binding(2).bindingId]);
});

it('keeps all that need something done, and refusals until they are closed, however many', () => {
  const newest = new NewestBindings(2);
  for (const number of [1, 2, 3]) newest.keep(binding(number));
  newest.keep(binding(4, { state: 'refused', error: errors.forbidden }));
  newest.keep(binding(5, bound));
  expect(idsOf(newest)).toEqual([4, 3, 2, 1].map((number) => binding(number).bindingId));
  newest.keep(binding(4, { state: 'given-up', reason: 'seen' }));
  expect(idsOf(newest)).toEqual([3, 2, 1].map((number) => binding(number).bindingId));
});

it('a binding that moves on keeps its place, and goes only once it is done', () => {
  const newest = new NewestBindings(2);
  newest.keep(binding(1));
  newest.keep(binding(2, bound));
  newest.keep(binding(3, bound));
  newest.keep(binding(1, bound));
  expect(idsOf(newest)).toEqual([binding(3).bindingId, binding(1).bindingId]);
});
