import { expect, it } from 'vitest';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { binding } from './bindings.fixture.js';
import { BindingNotifier, BATCH_MS } from './binding-notifier.js';

const NOW = Date.UTC(2026, 0, 5, 9);
const confirmed = (number: number, agoMs: number, state: BindingState): BindingView => ({
  ...binding(number, state),
  confirmedAt: new Date(NOW - agoMs).toISOString(),
});
const submitting: BindingState = { state: 'submitting', attempt: 1 };
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const DAY_MS = 86_400_000;

function open() {
  const told: BindingView[] = [];
  const planned: { readonly work: () => void; readonly ms: number }[] = [];
  const teller = new BindingNotifier({
    send: (one) => told.push(one),
    now: () => new Date(NOW),
    schedule: (work, ms) => {
      planned.push({ work, ms });
      return () => undefined;
    },
  });
  return { teller, told, planned };
}

it('sends each step of a binding that an operator waits for at once', () => {
  const { teller, told, planned } = open();
  const steps = [{ state: 'intended' } as const, submitting, bound].map((state) => confirmed(1, 1_000, state));
  for (const step of steps) teller.changed(step);
  expect(told).toEqual(steps);
  expect(planned).toEqual([]);
});

it('sends the latest state of queued bindings later, in order', () => {
  const { teller, told, planned } = open();
  for (const [number, state] of [
    [1, submitting],
    [2, submitting],
    [1, bound],
    [3, submitting],
  ] as const)
    teller.changed(confirmed(number, DAY_MS, state));
  expect(told).toEqual([]);
  expect(planned.map(({ ms }) => ms)).toEqual([BATCH_MS]);
  planned[0]?.work();
  expect(told).toEqual([confirmed(1, DAY_MS, bound), confirmed(2, DAY_MS, submitting), confirmed(3, DAY_MS, submitting)]);
  teller.changed(confirmed(2, DAY_MS, bound));
  planned[1]?.work();
  expect(told.at(-1)).toEqual(confirmed(2, DAY_MS, bound));
});

it('never sends an older step after a newer one', () => {
  const told: BindingView[] = [];
  let now = NOW;
  let flush = (): void => undefined;
  const teller = new BindingNotifier({
    send: (one) => told.push(one),
    now: () => new Date(now),
    schedule: (work) => {
      flush = work;
      return () => undefined;
    },
  });
  teller.changed(confirmed(1, DAY_MS, submitting));
  // The wall clock was set back, so collected bindings count as just confirmed.
  now -= DAY_MS;
  teller.changed(confirmed(1, DAY_MS, bound));
  flush();
  expect(told).toEqual([confirmed(1, DAY_MS, bound)]);
});
