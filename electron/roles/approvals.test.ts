import { beforeEach, expect, it } from 'vitest';
import type { Approval } from '../../shared/approvals.js';
import { guid } from '../bindings/bindings.fixture.js';
import { APPROVAL_MS, Approvals, type ApprovedAct } from './approvals.js';

const bind = {
  act: 'bind',
  requestId: guid(1),
  presentationId: 7,
  userId: guid(2),
  profileTemplateId: guid(3),
  cardId: guid(4),
} as const satisfies ApprovedAct;
const approval = (n: number): Approval => ({
  approvalId: guid(n),
  approver: 'EXAMPLE\\noor',
  role: 'supervisor',
  refusals: ['person-unresolved'],
  reason: 'known here',
});

let time: number;
let approvals: Approvals;
beforeEach(() => {
  time = 1_000;
  approvals = new Approvals(() => time);
});

it('an approval allows its own action once', () => {
  approvals.grant(bind, approval(9));
  expect(approvals.take(guid(9), bind)).toEqual({ outcome: 'approved', approval: approval(9) });
  expect(approvals.take(guid(9), bind)).toEqual({ outcome: 'unknown' });
});

it.each<[string, ApprovedAct]>([
  ['another request', { ...bind, requestId: guid(11) }],
  ['another presentation of a card', { ...bind, presentationId: 8 }],
  ['another card', { ...bind, cardId: guid(11) }],
  ['another person, because the request changed', { ...bind, userId: guid(11) }],
  ['another profile template', { ...bind, profileTemplateId: guid(11) }],
  ['giving up a binding', { act: 'give-up', bindingId: guid(1) }],
  ['abandoning a request', { act: 'abandon', bindingId: guid(1) }],
])('an approval does not allow %s, and is used up by the attempt', (_, act) => {
  approvals.grant(bind, approval(9));
  expect(approvals.take(guid(9), act)).toEqual({ outcome: 'unknown' });
  expect(approvals.take(guid(9), bind)).toEqual({ outcome: 'unknown' });
});

it('an approval is valid for two minutes', () => {
  approvals.grant(bind, approval(9));
  approvals.grant(bind, approval(10));
  time += APPROVAL_MS - 1;
  expect(approvals.take(guid(9), bind).outcome).toBe('approved');
  time += 1;
  expect(approvals.take(guid(10), bind)).toEqual({ outcome: 'expired' });
  expect(approvals.take(guid(10), bind)).toEqual({ outcome: 'unknown' });
});

it('an approval is void for the next person, and is dropped when there are many newer ones', () => {
  approvals.grant(bind, approval(9));
  approvals.clear();
  expect(approvals.take(guid(9), bind)).toEqual({ outcome: 'unknown' });
  for (let n = 20; n < 40; n += 1) approvals.grant(bind, approval(n));
  expect(approvals.take(guid(20), bind)).toEqual({ outcome: 'unknown' });
  expect(approvals.take(guid(39), bind).outcome).toBe('approved');
});
