import { expect, it } from 'vitest';
import type { Care } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import { binding } from '../bindings/bindings.fixture.js';
import { fail, ok } from '../../shared/result.js';
import type { Abandon } from '../../shared/abandon.js';
import type { Approval } from '../../shared/approvals.js';
import { JournalError, type CareStep } from '../store/journal.js';
import { afterCareHandlers, type AfterCareHandlersDeps } from './after-care-handlers.js';

const care: Care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at: '2026-01-13T08:00:00.000Z', closed: null };
const bound = binding(1, { state: 'bound', status: 204, smartcardUri: null });
const sending: Abandon = { state: 'sending', reason: 'wrong card', at: '2026-01-13T09:00:00.000Z' };
const request = { bindingId: bound.bindingId, reason: 'card handed back' };

const noRoles: Pick<AfterCareHandlersDeps, 'abandoner' | 'roles'> = {
  abandoner: { begin: () => Promise.reject(new Error('not reached')) },
  roles: { approvedToAbandon: () => fail({ code: 'abandon-refused', reason: 'off' }), barredLater: () => () => null },
};

function close(stored: BindingView | null, outcome: 'written' | 'moved-on' = 'written') {
  const steps: CareStep[] = [];
  const changed: BindingView[] = [];
  const handlers = afterCareHandlers({
    ...noRoles,
    journal: {
      find: () => Promise.resolve(stored),
      recordCare: (step) => {
        steps.push(step);
        return Promise.resolve({ outcome, binding: { ...bound, care: step.care } });
      },
    },
    now: () => new Date('2026-01-14T08:00:00.000Z'),
    onChanged: (one) => {
      changed.push(one);
    },
  });
  return { answer: handlers['afterCare/close'](request), steps, changed };
}

it('journals and reports why a person closed a request', async () => {
  const { answer, steps, changed } = close({ ...bound, care });
  expect(await answer).toEqual({ ok: true, value: {} });
  const closed = { ...care, at: '2026-01-14T08:00:00.000Z', closed: 'card handed back' };
  expect(steps).toEqual([{ bindingId: bound.bindingId, event: 'care-closed', from: care, care: closed }]);
  expect(changed).toEqual([{ ...bound, care: closed }]);
});

it.each([
  ['there is no such binding', null, 'written'],
  ['nothing is known of its request', bound, 'written'],
  ['it needs no attention', { ...bound, care: { ...care, outcome: 'executed' } }, 'written'],
  [
    'it is not known yet whether its request was abandoned',
    { ...bound, care: { ...care, outcome: 'executed' }, abandon: sending },
    'written',
  ],
  ['it was closed before', { ...bound, care: { ...care, closed: 'seen' } }, 'written'],
  ['something else became known meanwhile', { ...bound, care }, 'moved-on'],
] satisfies [string, BindingView | null, 'written' | 'moved-on'][])(
  'reports that a binding has moved on if %s',
  async (_what, stored, outcome) => {
    const { answer, changed } = close(stored, outcome);
    expect(await answer).toEqual({ ok: false, error: { code: 'binding-moved-on', bindingId: bound.bindingId } });
    expect(changed).toEqual([]);
  },
);

it('reports a journal that cannot be read', async () => {
  const handlers = afterCareHandlers({
    ...noRoles,
    journal: {
      find: () => Promise.reject(new JournalError('unusable', 'disk I/O error')),
      recordCare: () => Promise.reject(new Error('not reached')),
    },
    now: () => new Date(),
    onChanged: () => undefined,
  });
  expect(await handlers['afterCare/close'](request)).toEqual({
    ok: false,
    error: { code: 'journal-unreadable', detail: 'disk I/O error' },
  });
});

it('closes a request that was not abandoned although after-care has no result yet', async () => {
  const abandon: Abandon = { ...sending, state: 'not-abandoned', why: 'open', status: 3, error: null };
  const { answer, steps } = close({ ...bound, abandon });
  expect(await answer).toEqual({ ok: true, value: {} });
  const closed = { outcome: 'open', status: null, difference: null, evidence: '', at: '2026-01-14T08:00:00.000Z', closed: request.reason };
  expect(steps).toEqual([{ bindingId: bound.bindingId, event: 'care-closed', from: null, care: closed }]);
});

it("abandons a request only with its approval, and checks the person's permission last", async () => {
  const approval: Approval = { approvalId: 'a', approver: 'EXAMPLE\\noor', role: 'supervisor', refusals: [], reason: 'wrong card' };
  const begun: unknown[] = [];
  const handlers = afterCareHandlers({
    journal: { find: () => Promise.reject(new Error('not reached')), recordCare: () => Promise.reject(new Error('not reached')) },
    now: () => new Date(),
    onChanged: () => undefined,
    abandoner: {
      begin: (bindingId, reason, approvedBy, barred) => {
        begun.push([bindingId, reason, approvedBy, barred()]);
        return Promise.resolve(ok({}));
      },
    },
    roles: {
      approvedToAbandon: (approvalId) =>
        approvalId === undefined ? fail({ code: 'approval-needed', action: 'abandon-request' }) : ok(approval),
      barredLater: (call, approvedBy) => () => ({ code: 'internal', detail: `${call} ${String(approvedBy?.approver)}` }),
    },
  });
  expect(await handlers['afterCare/abandon'](request)).toEqual({
    ok: false,
    error: { code: 'approval-needed', action: 'abandon-request' },
  });
  expect(begun).toEqual([]);
  expect(await handlers['afterCare/abandon']({ ...request, approvalId: 'a' })).toEqual({ ok: true, value: {} });
  const barred = { code: 'internal', detail: 'afterCare/abandon EXAMPLE\\noor' };
  expect(begun).toEqual([[bound.bindingId, request.reason, approval, barred]]);
});
