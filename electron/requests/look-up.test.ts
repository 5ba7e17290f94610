import { expect, it } from 'vitest';
import { fail, ok } from '../../shared/result.js';
import { guid, requestAtServer } from '../bindings/bindings.fixture.js';
import type { CmRequest, RequestStatus } from '../cm/client.js';
import { peopleFrom } from '../people/people.js';
import { MAX_FOUND_REQUESTS } from '../../shared/look-up.js';
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
const serverOf = (of: ReadonlyMap<RequestStatus, readonly CmRequest[]>) => ({
  readRequests: async (status: RequestStatus, each: (request: CmRequest) => void) => {
    asked.push(status);
    await Promise.resolve();
    if (status === 'Failed') return fail({ code: 'server-error', status: 500, correlationId: null, message: '' } as const);
    for (const one of of.get(status) ?? []) each(one);
    return ok({ count: 0, first: [] });
  },
});
const cm = serverOf(lists);

it("returns a person's requests by list, newest first, and the lists that failed", async () => {
  const { found, total, silent, isCut } = await lookUpRequests({ cm, people }, 'muller zoe');
  expect(found.map(({ status, submittedAt, completedAt }) => [status, submittedAt, completedAt])).toEqual([
    ['Pending', '2026-01-03T08:00:00.000Z', null],
    ['Completed', '2026-01-01T08:00:00.000Z', '2026-01-02T08:00:00.000Z'],
  ]);
  expect({ silent, total, isCut }).toEqual({ silent: ['Failed'], total: 2, isCut: false });
  expect(asked).toEqual(['Approved', 'Executing', 'Pending', 'Completed', 'Denied', 'Failed', 'Canceled']);
});

it('finds no one by a word that does not match, and an unnamed person by user id', async () => {
  expect((await lookUpRequests({ cm, people }, 'nobody')).found).toEqual([]);
  expect((await lookUpRequests({ cm, people }, guid(9))).found).toMatchObject([{ status: 'Denied', person: { state: 'unresolved' } }]);
});

it("keeps only each person's newest requests, and reports when there are too many people", async () => {
  const ofNoor = Array.from({ length: 50 }, (_, n) =>
    request(1_000 + n, NOOR, new Date(Date.UTC(2026, 0, 1 + ((n * 7) % 50))).toISOString()),
  );
  const others = Array.from({ length: 30 }, (_, n) => request(2_000 + n, guid(500 + n), '2026-01-01T08:00:00.000Z'));
  const server = serverOf(new Map([['Completed', [...ofNoor, ...others, request(1, ZOE, '2026-01-03T08:00:00.000Z')]]]));
  const noor = await lookUpRequests({ cm: server, people, mostPeople: 10 }, 'noor');
  expect(noor).toMatchObject({ total: MAX_FOUND_REQUESTS, isCut: true });
  expect(noor.found.map(({ submittedAt }) => submittedAt)).toEqual(
    ofNoor
      .map(({ submittedAt }) => submittedAt)
      .sort((one, other) => (one < other ? 1 : -1))
      .slice(0, MAX_FOUND_REQUESTS),
  );
  expect(await lookUpRequests({ cm: server, people, mostPeople: 10 }, 'zoe')).toMatchObject({ found: [], isCut: true });
  expect((await lookUpRequests({ cm: server, people }, 'zoe')).found).toHaveLength(1);
});
