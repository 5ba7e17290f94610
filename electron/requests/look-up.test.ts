import { expect, it } from 'vitest';
import { fail, ok } from '../../shared/result.js';
import { guid, requestAtServer } from '../bindings/bindings.fixture.js';
import type { CmRequest, RequestStatus } from '../cm/client.js';
import { peopleFrom } from '../people/people.js';
import { lookUpRequests } from './look-up.js';

const NOOR = guid(1);
const ZOE = guid(2);
const person = (userId: string, name: string) =>
  [
    userId,
    { state: 'resolved' as const, userId, name, account: name.slice(0, 3).toLowerCase(), department: '', employeeId: '10231' },
  ] as const;
const people = peopleFrom(new Map([person(NOOR, 'Noor van der Velden'), person(ZOE, 'Zoë Müller')]));
const request = (n: number, targetUserId: string, submittedAt: string, completedAt: string | null = null): CmRequest => ({
  ...requestAtServer,
  ...{ requestId: guid(100 + n), targetUserId, submittedAt, completedAt },
});

const lists = new Map<RequestStatus, readonly CmRequest[]>([
  ['Pending', [request(1, ZOE, '2026-01-03T08:00:00.000Z')]],
  ['Completed', [request(2, ZOE, '2026-01-01T08:00:00.000Z', '2026-01-02T08:00:00.000Z'), request(3, NOOR, '2026-01-01T08:00:00.000Z')]],
  ['Denied', [request(4, guid(9), '2026-01-01T08:00:00.000Z')]],
]);
const asked: RequestStatus[] = [];
const cm = {
  listRequests: (status: RequestStatus) => {
    asked.push(status);
    if (status === 'Failed') return Promise.resolve(fail({ code: 'server-error', status: 500, correlationId: null, message: '' } as const));
    return Promise.resolve(ok({ requests: lists.get(status) ?? [], rejected: { count: 0, first: [] } }));
  },
};

it('says in which lists somebody is, the newest first, and which list could not be had', async () => {
  const { found, silent } = await lookUpRequests({ cm, people }, 'muller zoe');
  expect(found.map(({ status, submittedAt, completedAt }) => [status, submittedAt, completedAt])).toEqual([
    ['Pending', '2026-01-03T08:00:00.000Z', null],
    ['Completed', '2026-01-01T08:00:00.000Z', '2026-01-02T08:00:00.000Z'],
  ]);
  expect(silent).toEqual(['Failed']);
  expect(asked).toEqual(['Approved', 'Executing', 'Pending', 'Completed', 'Denied', 'Failed', 'Canceled']);
});

it('finds nobody by a word that fits nothing, and somebody without a name by the user id', async () => {
  expect((await lookUpRequests({ cm, people }, 'nobody')).found).toEqual([]);
  expect((await lookUpRequests({ cm, people }, guid(9))).found).toMatchObject([{ status: 'Denied', person: { state: 'unresolved' } }]);
});
