import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { Care } from '../../shared/after-care.js';
import type { BindingState } from '../../shared/bindings.js';
import { binding, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalFile } from './journal-file.js';
import { ReportFile } from './report-file.js';

const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const care: Care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at: '2026-01-12T08:00:00.000Z', closed: null };
const at = (hour: number): string => `2026-01-05T${String(hour).padStart(2, '0')}:00:00.000Z`;
const never = '2027-01-01T00:00:00.000Z';

let path: string;
let now: string;
let journal: JournalFile;
const open = (): JournalFile =>
  new JournalFile({ path, key: null, context: { operator: 'desk', station: 'DESK-01' }, now: () => new Date(now), monotonicMs: () => 0 });
const bind = (number: number): void => {
  journal.intend(binding(number));
  recordStep(journal, { bindingId: guid(number), event: 'answered', state: bound });
};
const due = (hour: number): string | undefined =>
  journal.dueForCare({ now: at(hour), boundBefore: at(hour - 1), tooFarAhead: never })?.bindingId;

beforeEach(() => {
  path = join(testFolder('after-care'), 'journal.db');
  now = at(8);
  journal = open();
});

it('a request is due for its first check an hour after it was bound, then at its next date, also across restarts', () => {
  bind(1);
  expect([due(8), due(9)]).toEqual([undefined, guid(1)]);
  journal.putOffCare(guid(1), at(12));
  journal.keepCareAsked(at(9));
  journal.close();
  journal = open();
  expect([due(11), due(12)]).toEqual([undefined, guid(1)]);
  expect(journal.careMemory()).toEqual({ askedAt: at(9), ended: [] });
  // A clock that was a year ahead postponed it this far.
  journal.putOffCare(guid(1), '2028-01-01T00:00:00.000Z');
  expect(due(12)).toBe(guid(1));
  journal.close();
});

it('after-care results replace only the ones they build on, leave the state unchanged, and stop the checks when the request has ended', () => {
  bind(1);
  const first = { bindingId: guid(1), event: 'overdue', from: null, care } as const;
  expect(journal.recordCare(first)).toMatchObject({ outcome: 'written', binding: { state: bound, care } });
  expect(journal.recordCare(first).outcome).toBe('moved-on');
  expect(journal.careMatters().map(({ bindingId }) => bindingId)).toEqual([guid(1)]);
  expect(journal.careCounts(at(0))).toEqual({ executed: 0, neverExecuted: 1 });
  expect(due(9)).toBe(guid(1));
  const failed: Care = { ...care, outcome: 'failed', status: 6 };
  expect(journal.recordCare({ bindingId: guid(1), event: 'request-failed', from: care, care: failed }).outcome).toBe('written');
  expect(due(23)).toBeUndefined();
  expect(journal.careMemory().ended).toEqual([{ status: 6, word: 'failed' }]);
  expect(journal.entriesOf(guid(1)).map(({ event, care: known }) => [event, known?.outcome ?? null])).toEqual([
    ['intended', null],
    ['answered', null],
    ['overdue', 'overdue'],
    ['request-failed', 'failed'],
  ]);
  journal.close();
});

it('after-care writes nothing to a closed outcome or to a binding that is not bound', () => {
  bind(1);
  const closed: Care = { ...care, closed: 'card handed back' };
  journal.recordCare({ bindingId: guid(1), event: 'overdue', from: null, care });
  journal.recordCare({ bindingId: guid(1), event: 'care-closed', from: care, care: closed });
  expect(journal.recordCare({ bindingId: guid(1), event: 'executed', from: closed, care }).outcome).toBe('moved-on');
  expect([journal.careMatters(), due(23), journal.careCounts(at(0)).neverExecuted]).toEqual([[], undefined, 0]);
  journal.intend(binding(2));
  expect(journal.recordCare({ bindingId: guid(2), event: 'overdue', from: null, care }).outcome).toBe('moved-on');
  journal.close();
});

it('an executed request adds no row to the report of that day and appears in the report of the day it was bound', () => {
  bind(1);
  now = '2026-01-07T08:00:00.000Z';
  journal.recordCare({ bindingId: guid(1), event: 'executed', from: null, care: { ...care, outcome: 'executed' } });
  const report = new ReportFile(path, null);
  const rows = (from: string, to: string) =>
    report.read({ from, to, after: 0 }).rows.map((row) => [row.bindingId, row.care?.outcome, row.stateAt]);
  expect(rows('2026-01-07T00:00:00.000Z', '2026-01-08T00:00:00.000Z')).toEqual([]);
  expect(rows('2026-01-05T00:00:00.000Z', '2026-01-06T00:00:00.000Z')).toEqual([[guid(1), undefined, at(8)]]);
  expect(rows('2026-01-05T00:00:00.000Z', '2026-01-08T00:00:00.000Z')).toEqual([[guid(1), 'executed', at(8)]]);
  report.close();
  journal.close();
});
