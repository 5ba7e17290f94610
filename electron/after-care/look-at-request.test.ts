import { expect, it } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmError } from '../../shared/errors.js';
import { binding, errors, exampleAtr, exampleSmartcardId, guid, requestAtServer } from '../bindings/bindings.fixture.js';
import type { CmRequest, CmSmartcard, RequestStatus } from '../cm/client.js';
import { EndedStatuses } from './ended-statuses.js';
import { lookAtRequest, type BudgetedAsk, type LookDeps } from './look-at-request.js';

const uri = `api/v1.0/smartcards/${exampleSmartcardId}`;
const bound = binding(1, { state: 'bound', status: 201, smartcardUri: uri });
const there: CmRequest = { ...requestAtServer, requestId: bound.request.requestId, newSmartcardId: exampleSmartcardId };
const card: CmSmartcard = {
  smartcardId: exampleSmartcardId,
  status: 2,
  assignedUserId: bound.request.person.userId,
  cardId: bound.cardId.text,
  atr: exampleAtr,
};
const notFound: CmError = { code: 'not-found', status: 404, correlationId: null, message: '' };

interface Server {
  readonly request: Result<CmRequest, CmError>;
  readonly smartcard?: Result<CmSmartcard, CmError>;
  /** The lists with the request. */
  readonly lists?: readonly RequestStatus[];
  readonly alive?: boolean;
}

async function look(server: Server, view = bound, endedStatuses = new EndedStatuses([])) {
  const calls: string[] = [];
  const ask: BudgetedAsk = (call) => call(new AbortController().signal);
  const cm: LookDeps['cm'] = {
    getRequest: () => {
      calls.push('request');
      return Promise.resolve(server.request);
    },
    getSmartcard: () => {
      calls.push('smartcard');
      return Promise.resolve(server.smartcard ?? ok(card));
    },
    listProfileTemplates: () => {
      calls.push('templates');
      return Promise.resolve(server.alive === false ? fail(notFound) : ok([]));
    },
    readRequests: (status, each) => {
      calls.push(status);
      if (server.request.ok && (server.lists ?? []).includes(status)) each(server.request.value);
      return Promise.resolve(ok({ count: 0, first: [] }));
    },
  };
  const stageOf: LookDeps['stageOf'] = (status) => (status === 3 ? 'approved' : null);
  const seen = await lookAtRequest({ cm, ask, endedStatuses, stageOf, now: () => new Date('2026-03-01T08:00:00.000Z') }, view);
  return { seen, calls };
}
const asBound = { seen: 'request', status: 3, ended: null, difference: null, evidence: '' };

it('makes one call for an unchanged request', async () => {
  expect(await look({ request: ok(there) })).toEqual({ seen: ok(asBound), calls: ['request'] });
});

it('fetches the smartcard if the server named none when it bound', async () => {
  const unnamed = binding(1, { state: 'bound', status: 204, smartcardUri: null });
  expect(await look({ request: ok(there) }, unnamed)).toEqual({ seen: ok(asBound), calls: ['request', 'smartcard'] });
});

it.each([
  ['the request is for another person', { request: ok({ ...there, targetUserId: guid(9) }) }, 'other-person'],
  [
    'the card belongs to another person',
    { request: ok({ ...there, newSmartcardId: guid(8) }), smartcard: ok({ ...card, assignedUserId: guid(9) }) },
    'other-person',
  ],
  [
    'the request has another card',
    { request: ok({ ...there, newSmartcardId: guid(8) }), smartcard: ok({ ...card, cardId: guid(9) }) },
    'other-card',
  ],
  ['the request has no card', { request: ok({ ...there, newSmartcardId: null }) }, 'no-card'],
  ['the request has the card as another smartcard', { request: ok({ ...there, newSmartcardId: guid(8) }) }, null],
] satisfies [string, Server, string | null][])('detects that %s', async (_what, server, difference) => {
  expect((await look(server)).seen).toMatchObject({ ok: true, value: { ended: null, difference } });
});

it('checks the card again when the request was executed, but not when it ended otherwise', async () => {
  const executed = await look({ request: ok({ ...there, status: 8 }), smartcard: ok({ ...card, cardId: guid(9) }) });
  expect(executed).toMatchObject({ seen: { value: { ended: 'executed', difference: 'other-card' } }, calls: ['request', 'smartcard'] });
  const endedStatuses = new EndedStatuses([{ status: 5, word: 'canceled' }]);
  const canceled = await look({ request: ok({ ...there, status: 5, newSmartcardId: null }) }, bound, endedStatuses);
  expect(canceled).toMatchObject({ seen: { value: { ended: 'canceled', difference: null } }, calls: ['request'] });
});

it("learns a number's meaning from the one list that has the request", async () => {
  const endedStatuses = new EndedStatuses([]);
  const server = { request: ok({ ...there, status: 6 }), lists: ['Failed'] } as const;
  expect(await look(server, bound, endedStatuses)).toMatchObject({
    seen: { value: { ended: 'failed' } },
    calls: ['request', 'Canceled', 'Failed', 'Denied'],
  });
  expect(await look(server, bound, endedStatuses)).toMatchObject({ seen: { value: { ended: 'failed' } }, calls: ['request'] });
});

it.each([[['Canceled', 'Failed', 'Denied']], [[]]] satisfies [RequestStatus[]][])(
  'does not learn from the lists %j, nor search again that day',
  async (lists) => {
    const endedStatuses = new EndedStatuses([]);
    const server = { request: ok({ ...there, status: 6 }), lists };
    expect((await look(server, bound, endedStatuses)).seen).toMatchObject({ value: { ended: null, status: 6 } });
    expect((await look(server, bound, endedStatuses)).calls).toEqual(['request']);
  },
);

it('believes that a request is gone only if the API answers another call', async () => {
  expect(await look({ request: fail(notFound) })).toEqual({ seen: ok({ seen: 'gone' }), calls: ['request', 'templates'] });
  expect((await look({ request: fail(notFound), alive: false })).seen).toEqual(fail(notFound));
  expect(await look({ request: fail(errors.signedOut) })).toEqual({ seen: fail(errors.signedOut), calls: ['request'] });
});
