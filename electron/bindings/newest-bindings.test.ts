import { describe, expect, it } from 'vitest';
import type { Care } from '../../shared/after-care.js';
import { MAX_CLOSED_SHOWN, type BindingState, type BindingView } from '../../shared/bindings.js';
import { binding, errors } from './bindings.fixture.js';
import { NewestBindings } from './newest-bindings.js';

const bound = { state: 'bound', status: 204, smartcardUri: null } as const;
/** Confirmed in the minute given by their number. */
const confirmed = (number: number, state?: BindingState): BindingView => ({
  ...binding(number, state),
  confirmedAt: new Date(Date.UTC(2026, 0, 5, 8, number)).toISOString(),
});
const idsOf = (newest: NewestBindings): string[] => newest.list().map(({ bindingId }) => bindingId);
const idsFrom = (first: number, last: number): string[] =>
  Array.from({ length: first - last + 1 }, (_, index) => binding(first - index).bindingId);

it('keeps the newest closed bindings, newest first', () => {
  const newest = new NewestBindings();
  for (let number = 1; number <= 5 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number, bound));
  expect(idsOf(newest)).toEqual(idsFrom(5 * MAX_CLOSED_SHOWN, 4 * MAX_CLOSED_SHOWN + 1));
});

it('keeps all open bindings, and refusals until they are closed', () => {
  const newest = new NewestBindings();
  newest.keep(confirmed(1, { state: 'refused', error: errors.forbidden }));
  for (let number = 2; number <= 3 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number));
  expect(idsOf(newest)).toEqual(idsFrom(3 * MAX_CLOSED_SHOWN, 1));
  newest.keep(confirmed(1, { state: 'given-up', reason: 'seen' }));
  for (let number = 2; number <= 3 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number, bound));
  expect(idsOf(newest)).toEqual(idsFrom(3 * MAX_CLOSED_SHOWN, 2 * MAX_CLOSED_SHOWN + 1));
});

it('keeps the latest confirmed binding although many older ones are closed after it', () => {
  const newest = new NewestBindings();
  for (let number = 1; number <= 3 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number));
  newest.keep(confirmed(3 * MAX_CLOSED_SHOWN, bound));
  for (let number = 1; number < 3 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number, bound));
  expect(idsOf(newest)[0]).toBe(binding(3 * MAX_CLOSED_SHOWN).bindingId);
  expect(newest.list()).toHaveLength(MAX_CLOSED_SHOWN);
});

it('loads bindings from the journal in the order of confirmation', async () => {
  const newest = new NewestBindings();
  const unsettled = [confirmed(2)];
  const journal = {
    unsettled: () => Promise.resolve(unsettled),
    careMatters: () => Promise.resolve([confirmed(0, bound)]),
    unreadable: () => Promise.resolve([{ entry: 3, isPairKnown: true, isSettled: false, slipNumber: 1 }]),
    search: () => Promise.resolve({ bindings: [confirmed(4, { state: 'refused', error: errors.forbidden })], next: null, total: 1 }),
    newest: () => Promise.resolve([confirmed(5, bound), confirmed(3, bound), confirmed(2), confirmed(1, bound)]),
  };
  expect(await newest.load(journal)).toBe(unsettled);
  expect(idsOf(newest)).toEqual(idsFrom(5, 0));
  // Slip number 1 is on a card whose binding cannot be read.
  expect(newest.nextSlip()).toBe(2);
});

it('brings back an old binding when it needs attention, and drops it when it is closed', () => {
  const newest = new NewestBindings();
  for (let number = 1; number <= 3 * MAX_CLOSED_SHOWN; number += 1) newest.keep(confirmed(number, bound));
  const old = confirmed(2, bound);
  const care: Care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at: '2026-01-05T08:00:00.000Z', closed: null };
  newest.keepCare({ ...old, care: { ...care, outcome: 'executed' } });
  expect(idsOf(newest)).toEqual(idsFrom(3 * MAX_CLOSED_SHOWN, 2 * MAX_CLOSED_SHOWN + 1));
  newest.keepCare({ ...old, care });
  expect(idsOf(newest)).toEqual([...idsFrom(3 * MAX_CLOSED_SHOWN, 2 * MAX_CLOSED_SHOWN + 1), old.bindingId]);
  newest.keepCare({ ...old, care: { ...care, closed: 'card handed back' } });
  expect(idsOf(newest)).toEqual(idsFrom(3 * MAX_CLOSED_SHOWN, 2 * MAX_CLOSED_SHOWN + 1));
});

describe('slip numbers', () => {
  const open = (number: number, slipNumber: number): BindingView => ({ ...confirmed(number), slipNumber });

  it('are consecutive, also when two are requested before either is stored', () => {
    const newest = new NewestBindings();
    expect([newest.nextSlip(), newest.nextSlip()]).toEqual([1, 2]);
  });

  it('continue after a restart, and skip those in use when they start over', () => {
    const newest = new NewestBindings();
    for (const [number, slip] of [
      [1, 1],
      [2, 3],
      [3, 997],
    ] as const)
      newest.keep(open(number, slip));
    newest.keep({ ...open(4, 998), state: bound });
    // A change of an older binding takes no new number.
    newest.keep(open(1, 1));
    expect([newest.nextSlip(), newest.nextSlip(), newest.nextSlip()]).toEqual([999, 2, 4]);
  });

  it('get longer when all short ones are in use, and are never given twice', () => {
    const newest = new NewestBindings();
    for (let number = 1; number <= 1_010; number += 1) newest.keep(open(number, newest.nextSlip()));
    expect(new Set(newest.list().map(({ slipNumber }) => slipNumber)).size).toBe(1_010);
  });
});
