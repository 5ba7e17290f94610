import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { createCmClient, type CmClient } from './client.js';
import { example } from './examples.js';
import { bodyOf, httpServer, type TestServer } from './test-server.js';

/** Faults of a server that answers: wrong statuses and undocumented bodies. */

const REQUEST = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';
const OTHER = '0c96d73f-967b-420e-854a-43ad2a1504bc';
const CARD = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const ATR = '3b8d0180fba000000397425446590301c8';
const CORRELATION = '5f1d7b0e-3c7a-4f7e-9a55-0d2f8c6b9e11';
const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

const calls = {
  list: (client: CmClient) => client.listRequests('Approved'),
  read: (client: CmClient) => client.readRequests('Completed', () => undefined),
  request: (client: CmClient) => client.getRequest(REQUEST),
  smartcard: (client: CmClient) => client.getSmartcard(REQUEST),
  find: (client: CmClient) => client.findSmartcardByCardId(CARD),
  templates: (client: CmClient) => client.listProfileTemplates(),
  bind: (client: CmClient) => client.bind({ requestId: REQUEST, cardId: CARD, atr: ATR }),
} satisfies Record<string, (client: CmClient) => Promise<Result<unknown, CmError>>>;
type CallName = keyof typeof calls;
const callNames: readonly CallName[] = ['list', 'request', 'smartcard', 'find', 'templates', 'bind'];

let server: TestServer | undefined;
afterEach(() => server?.close());

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

/** Calls a server with this answer, and counts its calls. */
async function ask(call: CallName, answer: Answering, options: Partial<Parameters<typeof createCmClient>[0]> = {}) {
  let received = 0;
  server = await httpServer((request, response) => {
    received += 1;
    void bodyOf(request).then(() => {
      answer(response, request);
    });
  });
  const client = createCmClient({ base: server.origin, fetch, ...options });
  const result = await calls[call](client);
  await server.close();
  // The client calls once, after every kind of answer.
  expect(received).toBe(1);
  return result;
}

const plain =
  (status: number, body: string, headers: Record<string, string> = JSON_TYPE): Answering =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };
const ok = (json: unknown): Answering => plain(200, JSON.stringify(json));
const signInPage = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form></form></body></html>';

describe('statuses as in the API pages', () => {
  it.each<[number, CallName, CmError['code']]>([
    [401, 'list', 'not-signed-in'],
    [401, 'bind', 'not-signed-in'],
    [302, 'list', 'not-signed-in'],
    [302, 'bind', 'not-signed-in'],
    [307, 'bind', 'not-signed-in'],
    [403, 'list', 'forbidden'],
    [403, 'bind', 'forbidden'],
    [404, 'list', 'api-off'],
    [404, 'templates', 'api-off'],
    [404, 'bind', 'api-off'],
    [404, 'request', 'not-found'],
    [404, 'smartcard', 'not-found'],
    [409, 'bind', 'unexpected-status'],
    [413, 'bind', 'unexpected-status'],
    [200, 'bind', 'unexpected-status'],
    [201, 'request', 'unexpected-status'],
    [500, 'bind', 'server-error'],
    [503, 'list', 'server-error'],
    [599, 'bind', 'server-error'],
  ])('%d on %s is %s', async (status, call, code) => {
    const headers = status < 400 ? { ...JSON_TYPE, Location: '/sign-in' } : JSON_TYPE;
    expect(await ask(call, plain(status, '{}', headers))).toMatchObject({ ok: false, error: { code, status } });
  });

  it('reports 429 with Retry-After without waiting', async () => {
    const answer = await ask('list', plain(429, 'Slow down', { 'Retry-After': '30', 'Content-Type': 'text/plain' }));
    expect(answer).toEqual({
      ok: false,
      error: { code: 'unexpected-status', status: 429, correlationId: null, message: 'Slow down' },
    });
  });

  it('takes 404 on a card id to mean "none" only in the API’s own JSON', async () => {
    expect(await ask('find', plain(404, '{"Message":"No such smart card."}'))).toEqual({ ok: true, value: null });
  });

  it.each<[string, Answering]>([
    ['a web page', plain(404, '<html><title>404</title></html>', { 'Content-Type': 'text/html' })],
    ['a web page with a JSON type', plain(404, '<html><title>404</title></html>')],
    ['nothing', plain(404, '')],
    ['nothing, without a type', plain(404, '', {})],
    ['text', plain(404, 'Not found', { 'Content-Type': 'text/plain' })],
    ['JSON with a text type', plain(404, '{"Message":"No."}', { 'Content-Type': 'text/plain' })],
    ['broken JSON', plain(404, '{"Message":')],
    ['JSON without a message', plain(404, '[]')],
  ])('takes 404 with %s to mean a missing API, whatever was asked for', async (_what, answer) => {
    for (const call of ['find', 'request', 'smartcard'] as const)
      expect(await ask(call, answer)).toMatchObject({ ok: false, error: { code: 'api-off', status: 404 } });
  });

  it.each(callNames)('takes a web page with 200 as a sign-in page, never as an answer to %s', async (call) => {
    const status = call === 'bind' ? 201 : 200;
    const answer = await ask(call, plain(status, signInPage, { 'Content-Type': 'text/html; charset=utf-8' }));
    expect(answer).toEqual({
      ok: false,
      error: { code: 'not-signed-in', status, correlationId: null, message: 'Sign in', raw: signInPage },
    });
  });

  it('takes a web page with a JSON type as a web page', async () => {
    expect(await ask('list', plain(200, signInPage))).toMatchObject({ error: { code: 'not-signed-in' } });
  });
});

describe('parsing an error’s body', () => {
  it.each<[string, string, string, string | null]>([
    ['JSON with Message', `{"Message":"Failed. Correlation ID: ${CORRELATION}"}`, `Failed. Correlation ID: ${CORRELATION}`, CORRELATION],
    ['JSON with message', '{"message":"Failed."}', 'Failed.', null],
    ['JSON with ExceptionMessage only', '{"ExceptionMessage":"Failed."}', 'Failed.', null],
    ['JSON with its own property for the correlation id', `{"Message":"Failed.","CorrelationId":"${CORRELATION}"}`, 'Failed.', CORRELATION],
    ['a JSON string', `"Failed (${CORRELATION.toUpperCase()})"`, `Failed (${CORRELATION.toUpperCase()})`, CORRELATION],
    ['text', `Failed ${CORRELATION}`, `Failed ${CORRELATION}`, CORRELATION],
    [
      'text that repeats the call’s own ids',
      `Request ${REQUEST} and card {${CARD}} do not fit.`,
      `Request ${REQUEST} and card {${CARD}} do not fit.`,
      null,
    ],
    [
      'the correlation id among other ids',
      `Request ${OTHER}: correlation id ${CORRELATION}`,
      `Request ${OTHER}: correlation id ${CORRELATION}`,
      CORRELATION,
    ],
    ['JSON without a message', '{"Code":7}', '{"Code":7}', null],
    ['broken JSON', '{"Message":', '{"Message":', null],
    ['nothing', '', '', null],
  ])('%s', async (_, body, message, correlationId) => {
    for (const [status, code] of [
      [403, 'forbidden'],
      [500, 'server-error'],
    ] as const) {
      const answer = await ask('bind', plain(status, body));
      expect(answer).toMatchObject({ ok: false, error: { code, status, message, correlationId } });
      if (!answer.ok && body !== message) expect(answer.error).toMatchObject({ raw: body });
    }
  });

  it('keeps up to 4 KiB, also of an endless body', async () => {
    const answer = await ask('bind', (response) => {
      response.writeHead(403, JSON_TYPE);
      const pour = (): void => {
        while (response.write('no '.repeat(1000)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(answer).toMatchObject({ error: { code: 'forbidden', message: 'no '.repeat(2000).slice(0, 4096) } });
  });

  it('keeps what arrived of a broken body', async () => {
    const answer = await ask('bind', (response) => {
      response.writeHead(500, { ...JSON_TYPE, 'Content-Length': '1000' });
      response.write('Half of', () => response.destroy());
    });
    expect(answer).toMatchObject({ error: { code: 'server-error', message: 'Half of' } });
  });
});

describe('a body that contradicts the API pages', () => {
  it.each<[string, CallName, Answering]>([
    ['no JSON', 'list', plain(200, '{"Uuid":')],
    ['half a list', 'list', plain(200, '[{"Uuid":1},')],
    ['a list of one string', 'bind', plain(201, `["api/v1.0/smartcards/${CARD}"]`)],
    ['an empty 201', 'bind', plain(201, '')],
    ['an object instead of a URI', 'bind', plain(201, `{"Uri":"api/v1.0/smartcards/${CARD}"}`)],
    ['a URI of something else', 'bind', plain(201, `"api/v1.0/requests/${CARD}"`)],
    ['a URI without an id', 'bind', plain(201, '"api/v1.0/smartcards/"')],
    ['a URI of another resource', 'bind', plain(201, '"api/v1.0/smartcards/00000000-0000-0000-0000-000000000000"')],
    ['another content type', 'list', plain(200, '[]', { 'Content-Type': 'application/xml' })],
    ['another content type', 'bind', plain(201, `"api/v1.0/smartcards/${CARD}"`, { 'Content-Type': 'text/plain' })],
    ['a word instead of a list', 'list', ok('none')],
    ['another smartcard', 'smartcard', ok(example('GET', '/smartcards/17cf063d-e337-4aa9-a822-346554ddd3c9').answer)],
    ['a smartcard of another card', 'find', ok(example('GET', '?cardid=d1ef6869-5517-42a0-8f05-16ca1a0b834d').answer)],
    ['an unreadable smartcard among those of a card', 'find', ok([{ Uuid: CARD }])],
    [
      'two objects instead of one',
      'request',
      ok([example('GET', `/requests/${REQUEST}`).answer, example('GET', `/requests/${OTHER}`).answer]),
    ],
  ])('%s on %s is a bad answer', async (_, call, answer) => {
    expect(await ask(call, answer)).toMatchObject({ ok: false, error: { code: 'bad-answer' } });
  });

  it.each<[string, CallName, Answering]>([
    ['204', 'request', plain(204, '')],
    ['null', 'smartcard', plain(200, 'null')],
    ['an empty list', 'request', plain(200, '[]')],
  ])('%s for one object does not prove that there is none', async (_, call, answer) => {
    expect(await ask(call, answer)).toMatchObject({ ok: false, error: { code: 'bad-answer', detail: 'The answer is empty' } });
  });

  it.each<[CallName, unknown]>([
    ['list', { requests: [], rejected: { count: 0, first: [] } }],
    ['find', null],
    ['bind', { status: 204 }],
  ])('204 on %s is accepted, whatever type it claims', async (call, value) => {
    expect(await ask(call, plain(204, '', { 'Content-Type': 'text/html' }))).toEqual({ ok: true, value });
  });

  it('a list keeps its valid elements and reports the others', async () => {
    const good = example('GET', `/requests/${REQUEST}`).answer;
    const later = example('GET', `/requests/${OTHER}`).answer;
    const answer = await ask('list', ok([{ Uuid: 'broken' }, good, null, later, good]));
    expect(answer).toMatchObject({ ok: true, value: { requests: [{ requestId: REQUEST }, { requestId: OTHER }] } });
    if (answer.ok) {
      expect(answer.value).toMatchObject({
        rejected: { count: 3, first: [{ index: 0 }, { index: 2 }, { index: 4, detail: `${REQUEST} came before` }] },
      });
    }
  });

  it(
    'a list of 100,000 unreadable elements keeps the valid ones, describes a few and counts the others without blocking',
    { timeout: 60_000 },
    async () => {
      const good = JSON.stringify(example('GET', `/requests/${REQUEST}`).answer);
      const body = gzipSync(`[${'{},'.repeat(100_000)}${good}]`);
      let turns = 0;
      const other = setInterval(() => (turns += 1), 0);
      const answer = await ask('list', (response) => response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(body));
      clearInterval(other);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      expect(answer.value).toMatchObject({ requests: [{ requestId: REQUEST }], rejected: { count: 100_000, first: { length: 5 } } });
      expect(turns).toBeGreaterThan(50);
    },
  );

  it.each([
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+05:00',
    '-000001-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '2026-02-30T25:00:00Z',
    '275760-09-13T00:00:00Z',
  ])('a list drops a request with the invalid date %s, and keeps the others', async (submitted) => {
    const good = example('GET', `/requests/${REQUEST}`).answer;
    const later = example('GET', `/requests/${OTHER}`).answer;
    for (const odd of [{ Submitted: submitted }, { Completed: submitted }]) {
      const answer = await ask('list', ok([{ ...z.record(z.string(), z.unknown()).parse(good), ...odd }, later]));
      expect(answer).toMatchObject({ ok: true, value: { requests: [{ requestId: OTHER }], rejected: { count: 1 } } });
    }
  });

  it.each([
    { Status: 2 ** 53 },
    { RequestType: 1e300 },
    { Priority: -(2 ** 60) },
    { Uuid: 'a'.repeat(100_000) },
    { Uuid: 1e19 },
    { TargetUserUuid: `${REQUEST}0` },
  ])('a list drops a request with an overlong number or id, with a short description: %#', async (odd) => {
    const good = example('GET', `/requests/${REQUEST}`).answer;
    const later = example('GET', `/requests/${OTHER}`).answer;
    const answer = await ask('list', ok([{ ...z.record(z.string(), z.unknown()).parse(good), ...odd }, later]));
    expect(answer).toMatchObject({ ok: true, value: { requests: [{ requestId: OTHER }], rejected: { count: 1 } } });
    expect(JSON.stringify(answer).length).toBeLessThan(2_000);
  });

  it('rejects an endless object as too large', async () => {
    const answer = await ask('request', (response) => {
      response.writeHead(200, JSON_TYPE);
      response.write('{"Comment":"');
      const pour = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(answer).toEqual({ ok: false, error: { code: 'too-large', limitBytes: 1_048_576 } });
  });

  it('reads a list of 25,000 requests without blocking', { timeout: 60_000 }, async () => {
    const text = JSON.stringify(example('GET', `/requests/${REQUEST}`).answer);
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const answer = await ask(
      'list',
      (response) => {
        response.writeHead(200, JSON_TYPE);
        let n = 0;
        const pour = (): void => {
          while (n < 25_000) {
            const id = `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
            n += 1;
            if (!response.write(`${n === 1 ? '[' : ','}${text.replace(REQUEST, id)}`)) return;
          }
          response.end(']');
        };
        response.on('drain', pour);
        pour();
      },
      { answerLimitMs: 50_000 },
    );
    clearInterval(other);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(answer.value).toMatchObject({ rejected: { count: 0, first: [] }, requests: { length: 25_000 } });
    expect(turns).toBeGreaterThan(50);
  });
});

describe('the server’s clock', () => {
  it('is reported with each answer, whatever its status', async () => {
    const told: string[] = [];
    const onServerClock = (time: Date) => told.push(time.toISOString());
    const Date_ = 'Mon, 05 Jan 2026 08:00:00 GMT';
    await ask('list', plain(500, '', { Date: Date_ }), { onServerClock });
    await ask('list', plain(204, '', { Date: 'never' }), { onServerClock });
    expect(told).toEqual(['2026-01-05T08:00:00.000Z']);
  });
});
