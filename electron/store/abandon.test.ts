import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Abandon } from '../../shared/abandon.js';
import { careOutcomes, type Care, type CareOutcome } from '../../shared/after-care.js';
import type { Approval } from '../../shared/approvals.js';
import { boundAttentionReason, type BindingState, type BindingView } from '../../shared/bindings.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { NEWEST_NEEDING_ATTENTION } from './abandon.js';
import { JournalFile } from './journal-file.js';
import { migrations } from './migrations.js';

const at = '2026-01-12T08:00:00.000Z';
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const reason = 'wrong card';
const approval: Approval = { approvalId: guid(0xa1), approver: 'EXAMPLE\\noor', role: 'supervisor', refusals: [], reason };
const steps = {
  sending: { state: 'sending', reason, at },
  unconfirmed: { state: 'unconfirmed', reason, at, error: errors.timeout, isOver: false },
  abandoned: { state: 'abandoned', reason, at, by: 'answer', status: 6, word: null },
  'not-abandoned': { state: 'not-abandoned', reason, at, why: 'open', status: 3, error: null },
} as const satisfies { readonly [S in Abandon['state']]: Extract<Abandon, { state: S }> };
const names = ['sending', 'unconfirmed', 'abandoned', 'not-abandoned'] as const;

let journal: JournalFile;
beforeEach(() => {
  const path = join(testFolder('abandon'), 'journal.db');
  journal = new JournalFile({
    path,
    key: null,
    context: { operator: 'desk', station: 'D' },
    now: () => new Date(at),
    monotonicMs: () => 0,
  });
});
afterEach(() => {
  journal.close();
});

/** Moves a binding to a state of abandoning its request. */
function bind(number: number, ...way: readonly Abandon['state'][]): void {
  journal.intend(binding(number));
  recordStep(journal, { bindingId: guid(number), event: 'answered', state: bound });
  for (const name of way) expect(step(number, name)).toBe('written');
}
const stored = (number: number): BindingView => journal.find(guid(number)) ?? expect.unreachable();
const step = (number: number, name: Abandon['state'], from: Abandon | null = stored(number).abandon ?? null): string =>
  journal.recordAbandon({ bindingId: guid(number), from, abandon: steps[name] }).outcome;
const care = (outcome: CareOutcome, more: Partial<Care> = {}): Care => ({
  ...{ outcome, status: 3, difference: null, evidence: '', at, closed: null },
  ...more,
});
const isLookedAt = (): boolean =>
  journal.dueForCare({
    now: '2026-02-01T00:00:00.000Z',
    boundBefore: '2026-02-01T00:00:00.000Z',
    tooFarAhead: '2027-01-01T00:00:00.000Z',
  }) !== null;

/** The steps allowed after each state. */
const follows: Readonly<Record<'none' | Abandon['state'], readonly Abandon['state'][]>> = {
  none: ['sending'],
  sending: ['unconfirmed', 'abandoned', 'not-abandoned'],
  unconfirmed: ['unconfirmed', 'abandoned', 'not-abandoned'],
  abandoned: [],
  'not-abandoned': ['sending'],
};

it.each(names.flatMap((to) => [['none', to] as const, ...names.map((from) => [from, to] as const)]))(
  'allows only valid steps after %s, as for %s, when a request is abandoned',
  (from, to) => {
    bind(1, ...(from === 'none' ? [] : from === 'sending' ? (['sending'] as const) : (['sending', from] as const)));
    expect(step(1, to)).toBe(follows[from].includes(to) ? 'written' : 'moved-on');
  },
);

it('an abandon step is written only over the stored step, with its approval right before it, and never changes the binding state', () => {
  bind(1);
  const first = { bindingId: guid(1), from: null, abandon: steps.sending, approval };
  expect(journal.recordAbandon(first)).toMatchObject({ outcome: 'written', binding: { state: bound, abandon: steps.sending } });
  expect(journal.recordAbandon(first).outcome).toBe('moved-on');
  expect(step(1, 'abandoned', steps.unconfirmed)).toBe('moved-on');
  expect(step(1, 'abandoned')).toBe('written');
  expect(stored(1)).toMatchObject({ state: bound, care: { outcome: 'abandoned', status: 6, closed: reason } });
  expect(
    journal.entriesOf(guid(1)).map(({ event, approval: by, abandon }) => [event, by?.approver ?? null, abandon?.state ?? null]),
  ).toEqual([
    ['intended', null, null],
    ['answered', null, null],
    ['approved', 'EXAMPLE\\noor', null],
    ['abandon-sent', null, 'sending'],
    ['abandoned', null, 'abandoned'],
  ]);
});

describe('while the server is asked to abandon a request', () => {
  it('after-care writes nothing, and resumes if the request was not abandoned', () => {
    bind(1);
    expect(isLookedAt()).toBe(true);
    step(1, 'sending');
    expect(isLookedAt()).toBe(false);
    const learned = { bindingId: guid(1), event: 'request-failed', from: null, care: care('failed') } as const;
    expect(journal.recordCare(learned).outcome).toBe('moved-on');
    expect(journal.abandoning().map(({ bindingId }) => bindingId)).toEqual([guid(1)]);
    step(1, 'unconfirmed');
    expect([journal.recordCare(learned).outcome, journal.careMatters().length]).toEqual(['moved-on', 1]);
    step(1, 'not-abandoned');
    expect([isLookedAt(), journal.abandoning(), journal.careMatters().length]).toEqual([true, [], 1]);
    expect(journal.recordCare(learned).outcome).toBe('written');
  });

  it('after-care stops for good once the request was abandoned', () => {
    bind(1, 'sending', 'abandoned');
    expect([isLookedAt(), journal.abandoning(), journal.careMatters()]).toEqual([false, [], []]);
    const known = stored(1).care ?? null;
    expect(journal.recordCare({ bindingId: guid(1), event: 'executed', from: known, care: care('executed') }).outcome).toBe('moved-on');
  });
});

it.each(['open', 'never-executed'] as const)(
  'a closed request that is %s needs attention again when another attempt to abandon it fails',
  (outcome) => {
    bind(1, 'sending', 'not-abandoned');
    const closed = care(outcome, { closed: 'will be cancelled in the portal' });
    expect(journal.recordCare({ bindingId: guid(1), event: 'care-closed', from: null, care: closed }).outcome).toBe('written');
    expect([boundAttentionReason(stored(1)), isLookedAt()]).toEqual([null, false]);
    for (const name of ['sending', 'not-abandoned'] as const) expect(step(1, name)).toBe('written');
    expect(boundAttentionReason(stored(1))).toBe('not-abandoned');
    expect([isLookedAt(), journal.careMatters().length]).toEqual([outcome === 'open', 1]);
    // The request can be closed again, with what is known now.
    const from = stored(1).care ?? null;
    expect(journal.recordCare({ bindingId: guid(1), event: 'care-closed', from, care: closed }).outcome).toBe('written');
    expect(boundAttentionReason(stored(1))).toBeNull();
  },
);

it.each(careOutcomes)('a bound request that is %s can be abandoned only if it can still be executed', (outcome) => {
  bind(1);
  journal.recordCare({ bindingId: guid(1), event: 'differs', from: null, care: care(outcome) });
  expect(step(1, 'sending')).toBe(['open', 'overdue', 'never-executed'].includes(outcome) ? 'written' : 'moved-on');
});

it('a request with another card or person at the server cannot be abandoned', () => {
  bind(1);
  journal.recordCare({ bindingId: guid(1), event: 'differs', from: null, care: care('open', { difference: 'other-card' }) });
  expect(step(1, 'sending')).toBe('moved-on');
});

it.each<[string, BindingState]>([
  ['refused', { state: 'refused', error: errors.forbidden }],
  ['unconfirmed', { state: 'uncertain', attempt: 1, nextCheckAt: at, error: errors.timeout, checks: 0, unansweredAt: at }],
  ['withdrawn', { state: 'withdrawn', reason }],
])('a binding that is %s cannot have its request abandoned', (_name, state) => {
  journal.intend(binding(1));
  recordStep(journal, { bindingId: guid(1), event: 'failed', state });
  expect(step(1, 'sending')).toBe('moved-on');
});

it('finding what needs attention uses indexes and does not read every binding', () => {
  const db = new Database(':memory:');
  for (const script of migrations) db.exec(script);
  const plan = JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${NEWEST_NEEDING_ATTENTION}`).all());
  db.close();
  for (const index of ['bindings_whose_care_matters', 'bindings_by_abandon', 'newest_bindings']) expect(plan).toContain(index);
  expect(plan).not.toContain('SCAN bindings USING INDEX newest_bindings');
});
