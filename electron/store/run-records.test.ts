import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalFile } from './journal-file.js';
import type { Run, RunStep } from './run-records.js';

let path: string;
let journal: JournalFile;
const open = (): JournalFile =>
  new JournalFile({
    ...{ path, key: null, context: { operator: 'desk', station: 'DESK-01' } },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 0,
  });
beforeEach(() => {
  path = join(testFolder('run'), 'journal.db');
  journal = open();
});

/** A run of the requests of the bindings with these numbers. */
const runOf = (id: number, ...numbers: readonly number[]): Run => ({
  runId: guid(id),
  source: { from: 'list' },
  items: numbers.map((number) => ({ request: binding(number).request, approvedStatus: 3, prepared: null, fault: null })),
});
const aside = (place: number): RunStep => ({
  ...{ step: 'set-aside', runId: guid(900), place, requestId: binding(place).request.requestId },
  ...{ reason: 'operator', detail: 'not here', slipNumber: 7 },
});
const events = (): readonly unknown[] => journal.entries(0, 100).map(({ body }) => (JSON.parse(body) as { event: string }).event);

it('accepts one run at a time, and each step once and only from the current run', () => {
  expect(journal.lastRun()).toBeNull();
  expect(journal.beginRun(runOf(900, 1, 2))).toBe('begun');
  expect(journal.beginRun(runOf(901, 3))).toBe('under-way');
  expect(journal.stepRun(aside(2))).toBe(true);
  expect(journal.stepRun(aside(2))).toBe(false);
  expect(journal.stepRun({ ...aside(1), runId: guid(901) })).toBe(false);
  expect(journal.stepRun({ step: 'ended', runId: guid(901) })).toBe(false);
  expect(journal.stepRun({ step: 'ended', runId: guid(900) })).toBe(true);
  expect(journal.stepRun(aside(1))).toBe(false);
  expect(journal.stepRun({ step: 'ended', runId: guid(900) })).toBe(false);
  expect(journal.beginRun(runOf(901, 3))).toBe('begun');
  expect(events()).toEqual(['run-begun', 'run-set-aside', 'run-ended', 'run-begun']);
  // The people of the first run are no longer stored.
  expect(journal.lastRun()?.run).toEqual(runOf(901, 3));
  journal.close();
});

it('returns after a restart who was set aside in a run, and the newest binding of each person confirmed meanwhile', () => {
  const refused = { ...binding(11), request: binding(1).request };
  journal.intend(refused);
  recordStep(journal, { bindingId: refused.bindingId, event: 'answered', state: { state: 'refused', error: errors.forbidden } });
  journal.beginRun(runOf(900, 1, 2, 3, 4));
  journal.intend(binding(1));
  recordStep(journal, { bindingId: guid(1), event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
  const first = { ...binding(12), request: binding(2).request };
  journal.intend(first);
  recordStep(journal, { bindingId: first.bindingId, event: 'withdrawn', state: { state: 'withdrawn', reason: 'r' } });
  journal.intend(binding(2));
  // A person who is in no run.
  journal.intend(binding(50));
  journal.stepRun(aside(3));
  // As after a power failure: nothing was only in memory.
  journal.close();
  journal = open();
  const last = journal.lastRun();
  expect(last).toMatchObject({ begunAt: '2026-01-05T08:00:00.000Z', begunBy: 'desk', ended: null });
  expect(last?.bindings.map(({ binding: { bindingId, state }, by }) => [bindingId, state.state, by])).toEqual([
    [guid(1), 'bound', 'desk'],
    [guid(2), 'intended', 'desk'],
  ]);
  expect(last?.asides).toEqual([
    { place: 3, reason: 'operator', detail: 'not here', slipNumber: 7, at: '2026-01-05T08:00:00.000Z', by: 'desk' },
  ]);
  journal.stepRun({ step: 'ended', runId: guid(900) });
  // Bound at the desk after the run, so not part of it.
  journal.intend(binding(4));
  expect(journal.lastRun()?.bindings.map(({ binding: { bindingId } }) => bindingId)).toEqual([guid(1), guid(2)]);
  expect(journal.lastRun()?.ended).toEqual({ at: '2026-01-05T08:00:00.000Z', by: 'desk' });
  journal.close();
});
