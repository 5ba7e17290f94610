import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPopulation } from './population.js';
import { seededRandom } from './population-random.js';
import { startTrainingService, type RunningTrainingService } from './service.js';
import { ServiceBook } from './service-book.js';
import { wireRequest, wireStatus } from './service-wire.js';

const REQUEST = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';
const CARD = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const ATR = '3b8d0180fba000000397425446590301c8';
const triple = { requestid: REQUEST, cardid: CARD, atr: ATR };
const API = '/CertificateManagement/api/v1.0';
const now = new Date('2026-01-05T08:00:00.000Z');

let service: RunningTrainingService;
let bindCalls: string[];
beforeEach(async () => {
  const random = seededRandom(7);
  bindCalls = [];
  service = await startTrainingService({
    population: createPopulation({ now }),
    newGuid: random.guid,
    now: () => now,
    onBindCall: ({ did }) => bindCalls.push(`${did}, next: ${service.nextAnswer}`),
  });
});
afterEach(() => service.close());

const get = (path: string): Promise<Response> => fetch(`${service.origin}${API}${path}`);
const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${service.origin}${API}${path}`, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
const bind = (change: object = {}): Promise<Response> => send('POST', '/smartcards', { ...triple, ...change });

describe('binding', () => {
  it('succeeds once for a request, even with the same card', async () => {
    expect((await bind()).status).toBe(201);
    expect((await bind()).status).toBe(403);
    expect((await bind({ cardid: REQUEST })).status).toBe(403);
    expect(service.log.map(({ did }) => did)).toEqual(['bound', 'refused', 'refused']);
    expect(service.log[0]?.body).toBe(JSON.stringify(triple));
  });

  it('succeeds once for a card', async () => {
    const [, second] = service.book.requests({ status: 'Approved' });
    expect((await bind()).status).toBe(201);
    expect((await bind({ requestid: second?.Uuid })).status).toBe(403);
    expect((await bind({ requestid: second?.Uuid, cardid: 'd1ef6869-5517-42a0-8f05-16ca1a0b834d' })).status).toBe(403);
    expect(service.book.smartcards()).toHaveLength(2);
  });

  it('succeeds for one of many simultaneous calls', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await bind()).status));
    expect(statuses.toSorted((one, other) => one - other)).toEqual([201, ...Array.from({ length: 19 }, () => 403)]);
  });

  it.each(['Pending', 'Denied', 'Canceled', 'Completed', 'Failed'] as const)('is refused for a request that is %s', async (status) => {
    service.book.setStatus(REQUEST, status);
    const response = await bind();
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ Message: `Request ${REQUEST} is not approved.` });
  });

  it('succeeds for a request that is being executed', async () => {
    service.book.setStatus(REQUEST, 'Executing');
    expect((await bind()).status).toBe(201);
  });

  it('is refused for a request without a smart card, and for a missing one', async () => {
    const software = service.book.requests({ status: 'Approved' }).find(({ IsSmartcard }) => !IsSmartcard);
    expect((await bind({ requestid: software?.Uuid })).status).toBe(403);
    expect((await bind({ requestid: CARD })).status).toBe(403);
  });

  it('uses the next answer once', async () => {
    service.nextAnswer = 'fail';
    const failed = await bind();
    expect(failed.status).toBe(500);
    expect(await failed.text()).toMatch(/Correlation ID: [0-9a-f-]{36}/);
    service.nextAnswer = 'refuse';
    expect((await bind()).status).toBe(403);
    service.nextAnswer = 'accept-204';
    const accepted = await bind();
    expect([accepted.status, await accepted.text()]).toEqual([204, '']);
    expect(service.nextAnswer).toBe('accept');
    expect(service.log.map(({ did }) => did)).toEqual(['failed', 'refused', 'bound']);
    expect(bindCalls).toEqual(['failed, next: accept', 'refused, next: accept', 'bound, next: accept']);
    expect(service.book.request(REQUEST)?.NewSmartcardUuid).toBe('17cf063d-e337-4aa9-a822-346554ddd3c9');
  });
});

describe("a client's mistake is answered with its reason and logged", () => {
  const chunked = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(JSON.stringify(triple)));
        controller.close();
      },
    });
  const postRaw = (init: RequestInit): Promise<Response> => fetch(`${service.origin}${API}/smartcards`, { method: 'POST', ...init });

  it.each<[string, () => Promise<Response>, number, RegExp]>([
    ['no ATR', () => bind({ atr: undefined }), 400, /atr/],
    ['an ATR in upper case', () => bind({ atr: ATR.toUpperCase() }), 400, /atr/],
    ['an ATR with separators', () => bind({ atr: '3b 8d 01' }), 400, /atr/],
    ['an ATR of unknown convention', () => bind({ atr: '3c00' }), 400, /3b or 3f/],
    ['a card id in braces', () => bind({ cardid: `{${CARD}}` }), 400, /cardid/],
    ['an unknown property', () => bind({ more: 1 }), 400, /more/],
    ['names in different case', () => send('POST', '/smartcards', { RequestId: REQUEST, CardId: CARD, Atr: ATR }), 400, /requestid/],
    ['no JSON', () => send('POST', '/smartcards', '{'), 400, /JSON/],
    ['a list', () => send('POST', '/smartcards', [triple]), 400, /object/],
    ['another content type', () => send('POST', '/smartcards', triple, { 'Content-Type': 'text/plain' }), 400, /text\/plain/],
    [
      'no content length',
      () => postRaw({ body: chunked(), headers: { 'Content-Type': 'application/json' }, ...{ duplex: 'half' } }),
      400,
      /Content-Length/,
    ],
    ['a body too long', () => bind({ cardid: 'x'.repeat(70_000) }), 400, /longer/],
    ['an unknown status', () => get('/requests?status=Ready'), 400, /status/],
    ['an unknown query', () => get('/requests?page=2'), 400, /page/],
    ['an invalid card id', () => get('/smartcards?cardid=7'), 400, /cardid/],
    ['no card id', () => get('/smartcards'), 400, /cardid/],
    ['an unknown path', () => get('/cards'), 404, /resource/],
    ['an unknown method', () => send('PUT', '/smartcards', triple), 404, /resource/],
    ['a creation without a template', () => send('POST', '/requests', { type: 'Enroll' }), 400, /profiletemplateuuid/],
    ['a status that clients may not set', () => send('PUT', `/requests/${REQUEST}`, { status: 'Approved' }), 400, /status/],
  ])('%s', async (_, call, status, words) => {
    const response = await call();
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text).toMatch(words);
    expect(service.log).toHaveLength(1);
    expect(service.log[0]).toMatchObject({ status, did: 'mistake', at: now.toISOString() });
    expect(service.book.smartcards()).toHaveLength(1);
  });
});

describe('reading', () => {
  it('ignores the case of paths and ids', async () => {
    const response = await fetch(`${service.origin}/CERTIFICATEMANAGEMENT/API/V1.0/Requests/${REQUEST.toUpperCase()}`);
    expect(await response.json()).toMatchObject({ Uuid: REQUEST });
  });

  it('lists by status, and answers 204 for an empty list', async () => {
    const count = async (query: string): Promise<number> => {
      const response = await get(`/requests${query}`);
      if (response.status === 204) return 0;
      const list: unknown = await response.json();
      return Array.isArray(list) ? list.length : NaN;
    };
    expect(await count('?status=Approved')).toBe(42);
    expect(await count('?status=Pending')).toBe(1);
    expect(await count('?status=Failed')).toBe(0);
    expect(await count('')).toBe(43);
    expect(await count('?status=Approved&targetuser=current')).toBe(3);
    expect(bindCalls).toEqual([]);
  });

  it('finds cards by id, and answers 204 for others', async () => {
    expect(await (await get('/smartcards?cardid=d1ef6869-5517-42a0-8f05-16ca1a0b834d')).json()).toMatchObject({
      SerialNumber: '{d1ef6869-5517-42a0-8f05-16ca1a0b834d}',
    });
    expect((await get(`/smartcards?cardid=${CARD}`)).status).toBe(204);
    expect((await get(`/smartcards/${CARD}`)).status).toBe(404);
    expect((await get(`/requests/${CARD}`)).status).toBe(404);
  });

  it('completes a request, which is then final', async () => {
    const complete = () => send('PUT', `/requests/${REQUEST}`, { status: 'Completed' });
    expect(await (await complete()).json()).toMatchObject({ Status: 8, Completed: '2026-01-05T08:00:00Z' });
    expect((await complete()).status).toBe(403);
  });

  const put = (status: string, id = REQUEST) => send('PUT', `/requests/${id}`, { status });

  it('abandons a bound request, returns its status, and leaves its card unchanged', async () => {
    expect((await send('POST', '/smartcards', triple)).status).toBe(201);
    const [before] = service.book.smartcards().slice(-1);
    const answer = await put('Abandoned');
    expect([answer.status, await answer.json()]).toMatchObject([200, { Uuid: REQUEST, Status: 6, Completed: '2026-01-05T08:00:00Z' }]);
    expect(service.book.smartcard(before?.Uuid ?? '')).toEqual(before);
    expect(service.log.at(-1)).toMatchObject({ method: 'PUT', did: 'changed' });
    for (const status of ['Abandoned', 'Canceled', 'Completed']) expect((await put(status)).status).toBe(403);
  });

  it.each([
    ['Pending', 'Abandoned', 403],
    ['Pending', 'Completed', 403],
    ['Pending', 'Canceled', 200],
    ['Executing', 'Abandoned', 200],
    ['Executing', 'Canceled', 200],
    ['None', 'Abandoned', 403],
    ['Denied', 'Abandoned', 403],
    ['Completed', 'Abandoned', 403],
    ['Failed', 'Abandoned', 403],
    ['Canceled', 'Canceled', 403],
  ] as const)('of a request that is %s, to make it %s is answered with %i', async (from, to, status) => {
    service.book.setStatus(REQUEST, from);
    expect((await put(to)).status).toBe(status);
    if (status === 403) expect(service.book.request(REQUEST)?.Status).toBe(wireStatus[from]);
  });

  it("lets only the request's person complete or abandon it, if the population says so and there is no enrollment agent", () => {
    const population = createPopulation({ size: 1, now: new Date() });
    const of = (isMine: boolean, isEnrollmentAgent: boolean): boolean => {
      const request = wireRequest({
        ...{ Uuid: REQUEST, OriginatorUserUuid: CARD, ProfileTemplateUuid: CARD, Submitted: '2026-01-05T08:00:00Z' },
        ...{ TargetUserUuid: isMine ? population.signedInUserId : CARD, IsEnrollmentAgent: isEnrollmentAgent },
      });
      const book = new ServiceBook({
        population: { ...population, requests: [{ request }], personalOnly: true },
        newGuid: randomUUID,
        now: () => new Date(),
      });
      return !('refusal' in book.put(REQUEST, 'Abandoned'));
    };
    expect([of(true, false), of(false, true), of(false, false)]).toEqual([true, true, false]);
  });

  it('changes nothing for an unknown request, a misspelled status, or further fields', async () => {
    expect((await put('Abandoned', CARD)).status).toBe(403);
    expect((await put('abandoned')).status).toBe(400);
    expect((await send('PUT', `/requests/${REQUEST}`, { status: 'Abandoned', comment: 'x' })).status).toBe(400);
    expect(service.book.request(REQUEST)?.Status).toBe(3);
  });

  it('leaves the process’s own Request and Response alone', () => {
    expect([Request.name, Response.name]).toEqual(['Request', 'Response']);
    expect(Object.getPrototypeOf(Request.prototype)).toBe(Object.prototype);
  });
});

describe('a training service on this machine', () => {
  const answerTo = (origin: string, path: string, headers: Record<string, string> = {}): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${origin}${path}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
  const path = '/CertificateManagement/api/v1.0/profiletemplates';

  it('refuses calls with another host name', async () => {
    expect(await answerTo(service.origin, path)).not.toBe(403);
    expect(await answerTo(service.origin, path, { host: 'cm.example.org' })).toBe(403);
    expect(await answerTo(service.origin, path, { host: '127.0.0.1' })).toBe(403);
  });

  it('refuses calls without its token', async () => {
    const population = createPopulation({ size: 1, now: new Date() });
    const closed = await startTrainingService({ population, now: () => new Date(), newGuid: randomUUID, token: 'known-to-the-station' });
    try {
      expect(await answerTo(closed.origin, `/known-to-the-station${path}`)).not.toBe(403);
      for (const other of [path, `/${path}`, `/known-to-the-station-not${path}`, `/KNOWN-TO-THE-STATION${path}`, '/'])
        expect(await answerTo(closed.origin, other)).toBe(403);
    } finally {
      await closed.close();
    }
  });
});
