import { expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import { binding, errors } from '../bindings/bindings.fixture.js';
import type { RunAside, RunItem, StoredRun } from '../store/run-records.js';
import { nextOf, runCounts, runRows, slipsOf } from './run-rule.js';

const at = '2026-01-05T08:00:00.000Z';
const item = (number: number): RunItem => ({ request: binding(number).request, approvedStatus: 3, prepared: null, fault: null });
const unknown: RunItem = {
  ...{ request: null, approvedStatus: null, fault: { reason: 'person-unknown', slipNumber: 4 } },
  prepared: { file: 'cards.csv', line: 5, card: 'abcd', person: 'Nobody' },
};
const aside = (place: number, slipNumber = 9): RunAside => ({ place, reason: 'operator', detail: 'not here', slipNumber, at, by: 'desk' });
const stored = (items: readonly RunItem[], changes: Partial<StoredRun> = {}): StoredRun => ({
  run: { runId: '00000000-0000-4000-8000-000000000900', source: { from: 'list' }, items: [...items] },
  ...{ begunAt: at, begunBy: 'desk', ended: null, asides: [], bindings: [] },
  ...changes,
});
const made = (number: number, state: BindingState) => ({ binding: { ...binding(number, state), slipNumber: 100 + number }, by: 'noor' });

const waiting: BindingState = { state: 'waiting', attempt: 0, nextTryAt: at, mayHaveReached: false, error: errors.unreached, checks: 0 };
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const states: readonly (readonly [BindingState, stands: string, slip: number | null])[] = [
  [{ state: 'intended' }, 'under-way', null],
  [{ state: 'submitting', attempt: 1 }, 'under-way', null],
  [bound, 'bound', null],
  [{ state: 'refused', error: errors.forbidden }, 'apart', 101],
  [waiting, 'apart', 101],
  [{ state: 'uncertain', attempt: 1, nextCheckAt: at, error: errors.timeout, checks: 0 }, 'apart', 101],
  [{ state: 'attention', reason: 'conflict', evidence: '', error: null, attempt: 1 }, 'apart', 101],
  [{ state: 'withdrawn', reason: 'r' }, 'aside', null],
  [{ state: 'given-up', reason: 'r' }, 'aside', null],
];

it.each(states)('a $state binding gives its person the matching run state', (state, stands, slip) => {
  const [row] = runRows(stored([item(1)], { bindings: [made(1, state)] }));
  expect(row).toMatchObject({ stands, slipNumber: slip, binding: state, by: 'noor', reason: null, card: binding(1).cardId.text });
});

it('the next person is the first one left, in any order of completion', () => {
  const run = stored([item(1), unknown, item(3), item(4), item(5)], { bindings: [made(1, bound), made(4, waiting)], asides: [aside(3)] });
  const rows = runRows(run);
  expect(rows.map(({ place, stands }) => [place, stands])).toEqual([
    [1, 'bound'],
    [2, 'aside'],
    [3, 'aside'],
    [4, 'apart'],
    [5, 'left'],
  ]);
  expect(nextOf(run, rows)?.place).toBe(5);
  expect(slipsOf(rows)).toEqual([4, 9]);
  const ended = { ...run, ended: { at, by: 'desk' } };
  expect(nextOf(ended, runRows(ended))).toBeNull();
});

it('a person set aside and later bound at the desk counts as bound', () => {
  const run = stored([item(1)], { asides: [aside(1)], bindings: [made(1, bound)] });
  expect(runRows(run)[0]).toMatchObject({ stands: 'bound', reason: null, slipNumber: null });
  // A failed binding leaves them set aside, with their number.
  const withdrawn = stored([item(1)], { asides: [aside(1)], bindings: [made(1, { state: 'withdrawn', reason: 'r' })] });
  expect(runRows(withdrawn)[0]).toMatchObject({ stands: 'aside', reason: 'operator', slipNumber: 9 });
});

it('the counts always add up to the run', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let value = seed;
  const random = (below: number): number => {
    value = (Math.imul(value, 1_103_515_245) + 12_345) & 0x7fffffff;
    return value % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const items = Array.from({ length: 1 + random(40) }, (_, index) => (random(10) === 0 ? unknown : item(index + 1)));
    const places = items.flatMap(({ request }, index) => (request === null ? [] : [index + 1]));
    const run = stored(items, {
      asides: places.filter(() => random(5) === 0).map((place) => aside(place, place)),
      bindings: places.filter(() => random(2) === 0).map((place) => made(place, states[random(states.length)]?.[0] ?? bound)),
    });
    const rows = runRows(run);
    const counts = Object.values(runCounts(rows)).reduce((sum, count) => sum + count, 0);
    expect([counts, rows.map(({ place }) => place)], `seed ${String(seed)}`).toEqual([items.length, items.map((_, index) => index + 1)]);
    expect(nextOf(run, rows)?.place ?? null, `seed ${String(seed)}`).toBe(rows.find(({ stands }) => stands === 'left')?.place ?? null);
  }
});
