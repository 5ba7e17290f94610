import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Abandon } from '../../shared/abandon.js';
import type { Approval } from '../../shared/approvals.js';
import type { BindingState } from '../../shared/bindings.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { fillJournal } from './big-journal.fixture.js';
import { JournalFile } from './journal-file.js';
import { ReportFile } from './report-file.js';

const KEY = 'ab'.repeat(32);
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const refused: BindingState = { state: 'refused', error: errors.forbidden };
const waiting: BindingState = {
  state: 'waiting',
  attempt: 1,
  nextTryAt: '2026-01-05T08:00:00.000Z',
  mayHaveReached: false,
  error: errors.unreached,
  checks: 0,
};
const day = { from: '2026-01-06T00:00:00.000Z', to: '2026-01-07T00:00:00.000Z', after: 0 };

let folder: string;
let now: Date;
let journal: JournalFile;
let report: ReportFile;
beforeEach(() => {
  folder = testFolder('report');
  const path = join(folder, 'journal.db');
  journal = new JournalFile({
    path,
    key: KEY,
    context: { operator: 'noor', station: 'DESK-01' },
    now: () => now,
    monotonicMs: () => now.getTime(),
  });
  report = new ReportFile(path, KEY);
});
afterEach(() => {
  report.close();
  journal.close();
});

/** Writes the events of binding `n`, each at its own time. */
function tell(n: number, confirmedAt: string, ...then: (readonly [string, string, BindingState])[]): void {
  now = new Date(confirmedAt);
  journal.intend({ ...binding(n), confirmedAt });
  for (const [at, event, state] of then) {
    now = new Date(at);
    recordStep(journal, { bindingId: guid(n), event, state });
  }
}

describe('a report', () => {
  it('contains what happened in its period and what was open at its end, as of then, and nothing else', () => {
    tell(1, '2026-01-05T10:00:00.000Z', ['2026-01-05T10:00:01.000Z', 'answered', bound]);
    tell(2, '2026-01-05T11:00:00.000Z', ['2026-01-05T11:00:01.000Z', 'failed', waiting], ['2026-01-06T09:00:00.000Z', 'found', bound]);
    tell(3, '2026-01-05T12:00:00.000Z', ['2026-01-05T12:00:01.000Z', 'failed', waiting]);
    tell(4, '2026-01-05T13:00:00.000Z', ['2026-01-05T13:00:01.000Z', 'failed', refused]);
    tell(
      5,
      '2026-01-06T10:00:00.000Z',
      ['2026-01-06T10:00:01.000Z', 'submitting', { state: 'submitting', attempt: 1 }],
      ['2026-01-06T10:00:02.000Z', 'answered', bound],
    );
    tell(6, '2026-01-06T11:00:00.000Z', ['2026-01-06T11:00:01.000Z', 'failed', waiting], ['2026-01-07T08:00:00.000Z', 'found', bound]);
    tell(7, '2026-01-07T09:00:00.000Z', ['2026-01-07T09:00:01.000Z', 'answered', bound]);
    const { rows, next } = report.read(day);
    expect(next).toBeNull();
    expect(rows.map(({ bindingId, state }) => [bindingId, state.state])).toEqual([
      [guid(2), 'bound'],
      [guid(3), 'waiting'],
      [guid(4), 'refused'],
      [guid(5), 'bound'],
      [guid(6), 'waiting'],
    ]);
    expect(rows[3]).toEqual({
      care: null,
      abandoning: null,
      bindingId: guid(5),
      confirmedAt: '2026-01-06T10:00:00.000Z',
      confirmedBy: 'noor',
      person: 'Noor van der Velden',
      profileTemplate: 'Smart Card Logon',
      requestId: binding(5).request.requestId,
      cardId: binding(5).cardId.text,
      state: bound,
      stateAt: '2026-01-06T10:00:02.000Z',
      stateBy: 'noor',
    });
  });

  it('names who confirmed and who decided, from the entries', () => {
    tell(1, '2026-01-06T10:00:00.000Z', ['2026-01-06T10:00:01.000Z', 'failed', waiting]);
    now = new Date('2026-01-06T12:00:00.000Z');
    journal.actAs('piet', { from: 'password' });
    recordStep(journal, { bindingId: guid(1), event: 'withdrawn', state: { state: 'withdrawn', reason: 'gone home' } });
    expect(report.read(day).rows).toMatchObject([{ confirmedBy: 'noor', stateBy: 'piet', stateAt: '2026-01-06T12:00:00.000Z' }]);
  });

  it('says when a state began, however often it was written again', () => {
    const again = ['06:00', '07:00', '08:00'].map((time) => [`2026-01-06T${time}:00.000Z`, 'check-failed', waiting] as const);
    tell(1, '2026-01-05T10:00:00.000Z', ['2026-01-05T10:00:05.000Z', 'failed', waiting], ...again);
    expect(report.read(day).rows).toMatchObject([{ stateAt: '2026-01-05T10:00:05.000Z' }]);
  });

  it('has no row for a day on which an earlier binding was only abandoned, or that approved', () => {
    tell(1, '2026-01-05T10:00:00.000Z', ['2026-01-05T10:00:01.000Z', 'answered', bound]);
    tell(2, '2026-01-06T09:00:00.000Z', ['2026-01-06T09:00:01.000Z', 'answered', bound]);
    now = new Date('2026-01-06T10:00:00.000Z');
    journal.actAs('piet', { from: 'password' });
    const sending: Abandon = { state: 'sending', reason: 'wrong card', at: now.toISOString() };
    const approval = {
      approvalId: guid(9),
      approver: 'EXAMPLE\\anna',
      role: 'supervisor',
      refusals: [],
      reason: 'wrong card',
    } satisfies Approval;
    const abandoned: Abandon = { ...sending, state: 'abandoned', by: 'answer', status: 6, word: null };
    for (const n of [1, 2]) {
      journal.recordAbandon({ bindingId: guid(n), from: null, abandon: sending, approval });
      journal.recordAbandon({ bindingId: guid(n), from: sending, abandon: abandoned });
    }
    expect(report.read(day).rows).toMatchObject([
      { bindingId: guid(2), stateAt: '2026-01-06T09:00:01.000Z', stateBy: 'noor', care: { outcome: 'abandoned' } },
    ]);
  });

  it('says whose request was not, or perhaps not, abandoned at the end of the period', () => {
    for (const n of [1, 2, 3]) tell(n, '2026-01-06T09:00:00.000Z', ['2026-01-06T09:00:01.000Z', 'answered', bound]);
    const asked = { reason: 'wrong card', at: '2026-01-06T10:00:00.000Z' };
    const sending: Abandon = { state: 'sending', ...asked };
    const unconfirmed: Abandon = { state: 'unconfirmed', ...asked, error: errors.timeout, isOver: false };
    const notAbandoned: Abandon = { state: 'not-abandoned', ...asked, why: 'open', status: 3, error: null };
    now = new Date(asked.at);
    for (const n of [1, 2]) journal.recordAbandon({ bindingId: guid(n), from: null, abandon: sending });
    journal.recordAbandon({ bindingId: guid(1), from: sending, abandon: unconfirmed });
    journal.recordAbandon({ bindingId: guid(2), from: sending, abandon: notAbandoned });
    // News of the next day is not part of this report.
    now = new Date('2026-01-07T10:00:00.000Z');
    journal.recordAbandon({ bindingId: guid(1), from: unconfirmed, abandon: notAbandoned });
    expect(report.read(day).rows.map(({ state, abandoning }) => [state.state, abandoning])).toEqual([
      ['bound', 'abandon-unconfirmed'],
      ['bound', 'not-abandoned'],
      ['bound', null],
    ]);
  });

  it('contains notes of the journal and clock jumps, but not every start', () => {
    now = new Date('2026-01-06T10:00:00.000Z');
    journal.note('opened', { version: '1', mode: 'live' });
    journal.note('restored', { entries: 12 });
    expect(report.read(day).notes).toMatchObject([{ event: 'restored', facts: { entries: 12 } }]);
  });

  it('accepts instants of any time zone', () => {
    tell(1, '2026-01-06T23:30:00.000Z');
    expect(report.read({ from: '2026-01-07T00:00:00+01:00', to: '2026-01-08T00:00:00+01:00', after: 0 }).rows).toHaveLength(1);
    expect(report.read({ ...day, from: '2026-01-06T00:00:00+01:00', to: '2026-01-07T00:00:00+01:00' }).rows).toHaveLength(0);
  });

  it('reads a day of 400 bindings page by page, in a journal with 6,000 older entries', () => {
    const seconds = (n: number): string => new Date(Date.parse('2026-01-06T06:00:00.000Z') + n * 1_000).toISOString();
    const path = join(folder, 'journal.db');
    fillJournal(
      path,
      KEY,
      Array.from({ length: 2_000 }, (_, n) => ({ n: n + 1, at: '2026-01-05T06:00:00.000Z' })),
    );
    fillJournal(
      path,
      KEY,
      Array.from({ length: 400 }, (_, n) => ({ n: 20_000 + n, at: seconds(n) })),
    );
    const seen: string[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page = report.read({ ...day, after });
      seen.push(...page.rows.map(({ bindingId }) => bindingId));
      after = page.next;
    }
    expect(new Set(seen).size).toBe(400);
    expect(seen).toHaveLength(400);
  }, 300_000);
});
