import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import { createCmClient } from '../cm/client.js';
import { testAuthority } from '../cm/test-certificate.js';
import { bodyOf, httpServer, httpsServer, tcpServer, type TestServer } from '../cm/test-server.js';
import { exampleAtr, exampleCardId, exampleRequest, exampleSmartcardId } from './bindings.fixture.js';
import { next } from './machine.js';
import { defaultRetryPolicy } from './retry-policy.js';

/** Effects of a server's faults, over a real connection, on a just sent binding: docs/server-faults.md. */

/** Answer limit, ms: short for slow answers, otherwise longer than any answer here takes. */
const answerLimitMs = { exceeded: 400, kept: 20_000 };
/** Longer than a name may be (RFC 1035 §2.3.4), so it is invalid without asking a network. */
const noName = `https://${'x'.repeat(64)}.invalid`;
const CORRELATION = '5f1d7b0e-3c7a-4f7e-9a55-0d2f8c6b9e11';
const uri = JSON.stringify(`api/v1.0/smartcards/${exampleSmartcardId}`);
const signInPage = '<!DOCTYPE html><html><head><title>Sign in</title></head></html>';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Returns the address of a server with this fault. */
type At = () => Promise<string>;

const answering =
  (status: number, body: string, headers: Record<string, string> = { 'Content-Type': 'application/json' }): At =>
  () =>
    http((_, response) => {
      response.writeHead(status, headers).end(body);
    })();
const http =
  (answer: (request: IncomingMessage, response: ServerResponse) => void): At =>
  async () => {
    server = await httpServer((request, response) => {
      void bodyOf(request).then(() => {
        answer(request, response);
      });
    });
    return server.origin;
  };
const raw =
  (answer: (socket: Socket) => void): At =>
  async () => {
    server = await tcpServer((socket) => {
      socket.once('data', () => {
        answer(socket);
      });
    });
    return server.origin;
  };
const noListener: At = async () => {
  const gone = await tcpServer(() => undefined);
  await gone.close();
  return gone.origin;
};
const untrusted: At = async () => {
  const { key, certificate: cert } = testAuthority().issue('localhost');
  server = await httpsServer({ key, cert }, (_, response) => response.writeHead(204).end());
  return server.origin;
};
const head = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n';
const drip = (socket: Socket, text: string): void => {
  socket.write(text);
  const timer = setInterval(() => socket.write(' '), 10);
  socket.once('close', () => {
    clearInterval(timer);
  });
};

/** The binding's state right after the call. */
async function after(at: At, answerLimit: number): Promise<BindingState> {
  const client = createCmClient({ base: await at(), fetch, answerLimitMs: answerLimit });
  const answer = await client.bind({ requestId: exampleRequest.requestId, cardId: exampleCardId.text, atr: exampleAtr });
  const context = { now: new Date('2026-01-05T08:00:00Z'), random: 0.5, policy: defaultRetryPolicy, quietMs: 0 };
  return next(
    { state: 'submitting', attempt: 1 },
    answer.ok
      ? { event: 'answered', status: answer.value.status, smartcardUri: answer.value.status === 201 ? answer.value.smartcardUri : null }
      : { event: 'failed', error: answer.error },
    context,
  );
}

/** Part of a binding's state. */
interface Expected {
  readonly error?: Readonly<Record<string, unknown>>;
  readonly [fact: string]: unknown;
}

const never = { state: 'waiting', mayHaveReached: false };
const maybe = { state: 'waiting', mayHaveReached: true };
const uncertain = { state: 'uncertain' };

describe('a binding whose server', () => {
  it.each<[string, At, Expected]>([
    ['has no such name: queued, certainly not sent', () => Promise.resolve(noName), { ...never, error: { layer: 'dns' } }],
    ['refuses the connection: queued, certainly not sent', noListener, { ...never, error: { layer: 'tcp' } }],
    ['cannot be trusted: queued, certainly not sent', untrusted, { ...never, error: { layer: 'tls' } }],
    [
      'speaks no TLS: queued, certainly not sent',
      async () => (await answering(204, '')()).replace('http://127.0.0.1', 'https://localhost'),
      { ...never, error: { layer: 'tls' } },
    ],
    [
      'redirects to a sign-in page: queued until a sign-in',
      answering(302, '', { Location: '/adfs/ls' }),
      { ...maybe, error: { code: 'not-signed-in' } },
    ],
    ['answers 401: queued until a sign-in', answering(401, ''), { ...maybe, error: { code: 'not-signed-in' } }],
    ['answers a web page with 200: is asked', answering(200, signInPage, { 'Content-Type': 'text/html' }), uncertain],
    ['answers a web page with 201: is asked', answering(201, signInPage, { 'Content-Type': 'text/html' }), uncertain],
    [
      'answers 403: is asked at once, because a refusal may follow a success',
      answering(403, '{"Message":"No."}'),
      { ...uncertain, error: { code: 'forbidden', message: 'No.' } },
    ],
    ['answers 404 on everything: queued', answering(404, ''), { ...maybe, error: { code: 'api-off' } }],
    [
      'answers 409: is asked',
      answering(409, '{"Message":"Already bound."}'),
      { ...uncertain, error: { status: 409, message: 'Already bound.' } },
    ],
    ['answers 413: is asked', answering(413, ''), { ...uncertain, error: { status: 413 } }],
    ['answers 429 with Retry-After: is asked', answering(429, '', { 'Retry-After': '30' }), { ...uncertain, error: { status: 429 } }],
    [
      'answers 500 with a correlation id: queued, and the id is stored',
      answering(500, `{"Message":"Failed. Correlation id: ${CORRELATION}"}`),
      { ...maybe, error: { code: 'server-error', correlationId: CORRELATION } },
    ],
    [
      'answers 503: is asked, because a gateway may have given up on a service that continues',
      answering(503, 'Service Unavailable', { 'Content-Type': 'text/plain', 'Retry-After': '5' }),
      { ...uncertain, error: { status: 503 } },
    ],
    [
      'answers half a body: is asked',
      raw((socket) => socket.end(`${head}Content-Length: 60\r\n\r\n"api/v1.0/`)),
      { ...uncertain, error: { code: 'network', reached: true } },
    ],
    [
      'answers less than it announced: is asked',
      raw((socket) => socket.end(`${head}Content-Length: 999\r\n\r\n${uri}`)),
      { ...uncertain, error: { code: 'network', reached: true } },
    ],
    [
      'answers more than it announced: is asked',
      raw((socket) => socket.end(`${head}Content-Length: 10\r\n\r\n${uri}`)),
      { ...uncertain, error: { code: 'bad-answer' } },
    ],
    [
      'answers another type: is asked',
      answering(201, uri, { 'Content-Type': 'text/plain' }),
      { ...uncertain, error: { code: 'bad-answer' } },
    ],
    ['answers broken JSON: is asked', answering(201, '"api/v1.0/smartcards/'), { ...uncertain, error: { code: 'bad-answer' } }],
    [
      'answers without end: is asked',
      http((_, response) => {
        response.writeHead(201, { 'Content-Type': 'application/json' });
        const pour = (): void => {
          while (response.write('x'.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
      }),
      { ...uncertain, error: { code: 'too-large' } },
    ],
    [
      'answers byte by byte: is asked after the time limit',
      raw((socket) => {
        drip(socket, `${head}Content-Length: 999999\r\n\r\n"api/v1.0/`);
      }),
      { ...uncertain, error: { code: 'timeout', phase: 'answer', reached: true } },
    ],
    [
      'hangs before it answers: is asked after the time limit',
      raw(() => undefined),
      { ...uncertain, error: { code: 'timeout', reached: true } },
    ],
    [
      'hangs after its headers: is asked after the time limit',
      raw((socket) => socket.write(`${head}Content-Length: 60\r\n\r\n`)),
      { ...uncertain, error: { code: 'timeout', reached: true } },
    ],
    [
      'closes the connection after the binding: is asked',
      http((request) => request.socket.destroy()),
      { ...uncertain, error: { code: 'network', reached: true } },
    ],
    [
      'answers something other than HTTP: is asked',
      raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
      { ...uncertain, error: { code: 'network', reached: true } },
    ],
    [
      'names something other than a smartcard: is asked',
      answering(201, `"api/v1.0/requests/${exampleSmartcardId}"`),
      { ...uncertain, error: { code: 'bad-answer' } },
    ],
  ])('%s', async (_, at, expected) => {
    const isLate = expected.error?.['code'] === 'timeout';
    expect(await after(at, isLate ? answerLimitMs.exceeded : answerLimitMs.kept)).toMatchObject(expected);
  });

  it.each<[string, At, Expected]>([
    [
      'answers 201 with the smartcard: is bound',
      answering(201, uri),
      { state: 'bound', status: 201, smartcardUri: JSON.parse(uri) as string },
    ],
    ['answers 204: is bound', answering(204, ''), { state: 'bound', status: 204, smartcardUri: null }],
  ])('%s, as the control case', async (_, at, expected) => {
    const isLate = expected.error?.['code'] === 'timeout';
    expect(await after(at, isLate ? answerLimitMs.exceeded : answerLimitMs.kept)).toMatchObject(expected);
  });
});
