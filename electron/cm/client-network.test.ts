import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Agent, fetch as undiciFetch } from 'undici';
import type { CmError } from '../../shared/errors.js';
import { createCmClient, type CmClientDeps, type Fetch } from './client.js';
import { tcpProbe } from './tcp-probe.js';
import { testAuthority } from './test-certificate.js';
import { bodyOf, httpServer, httpsServer, tcpServer, type TestServer } from './test-server.js';

/** Faults on the way to the server: no answer, or half of one. */

const REQUEST = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';
const SMARTCARD = '17cf063d-e337-4aa9-a822-346554ddd3c9';
const triple = {
  requestId: REQUEST,
  cardId: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
  atr: '3b8d0180fba000000397425446590301c8',
};

let server: TestServer | undefined;
afterEach(() => server?.close());

async function bindAt(base: string, options: Partial<CmClientDeps> = {}): Promise<CmError> {
  const answer = await createCmClient({ base, fetch, ...options }).bind(triple);
  if (answer.ok) throw new Error(`Bound: ${JSON.stringify(answer.value)}`);
  return answer.error;
}

/** A port without a listener. */
async function freePort(): Promise<number> {
  const closed = await tcpServer(() => undefined);
  await closed.close();
  return closed.port;
}

describe('an unreachable server', () => {
  it('has an unknown name', async () => {
    // Longer than a name may be (RFC 1035 §2.3.4), so that no network is asked.
    const error = await bindAt(`https://${'x'.repeat(64)}.invalid`);
    expect(error).toMatchObject({ code: 'network', layer: 'dns', reached: false });
  });

  it('refuses the connection', async () => {
    const error = await bindAt(`http://127.0.0.1:${String(await freePort())}`);
    expect(error).toMatchObject({ code: 'network', layer: 'tcp', reached: false });
    expect(error).toHaveProperty('detail', expect.stringContaining('ECONNREFUSED'));
  });

  it('refuses the connection on every address of its name', async () => {
    const error = await bindAt(`http://localhost:${String(await freePort())}`);
    expect(error).toMatchObject({ code: 'network', layer: 'tcp', reached: false });
  });
});

describe('an untrusted server', () => {
  const authority = testAuthority();
  /** A fetch that trusts the test's root, as a station trusts its organization's. */
  const trusting: Fetch = async (url, init) => {
    const dispatcher = new Agent({ connect: { ca: authority.certificate } });
    const { method = 'GET', headers, body, redirect = 'follow', signal } = init;
    const answer = await undiciFetch(url, {
      method,
      redirect,
      dispatcher,
      headers: [...new Headers(headers)],
      ...(typeof body === 'string' ? { body } : {}),
      ...(signal ? { signal } : {}),
    });
    const text = await answer.text();
    await dispatcher.close();
    return new Response(text === '' ? null : text, { status: answer.status, headers: [...answer.headers] });
  };
  let received: number;

  async function bindOverTls(
    { key, certificate: cert }: { readonly key: string; readonly certificate: string },
    over: Fetch,
    tls: object = {},
  ): Promise<CmError | 'bound'> {
    received = 0;
    server = await httpsServer({ key, cert, ...tls }, (_, response) => {
      received += 1;
      response.writeHead(204).end();
    });
    const answer = await createCmClient({ base: server.origin, fetch: over }).bind(triple);
    return answer.ok ? 'bound' : answer.error;
  }

  it('is accepted with a certificate of a known root, as the control case', async () => {
    expect(await bindOverTls(authority.issue('localhost'), trusting)).toBe('bound');
    expect(received).toBe(1);
  });

  const expired = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };
  it.each<[string, () => ReturnType<typeof bindOverTls>, RegExp]>([
    ['has a certificate of an unknown root', () => bindOverTls(authority.issue('localhost'), fetch), /UNABLE_TO_/],
    ['has a certificate that expired', () => bindOverTls(authority.issue('localhost', expired), trusting), /CERT_HAS_EXPIRED/],
    ['has a certificate for another name', () => bindOverTls(authority.issue('cm.example'), trusting), /ALTNAME/],
    [
      'has no cipher in common',
      () => bindOverTls(authority.issue('localhost'), trusting, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }),
      /HANDSHAKE_FAILURE/,
    ],
  ])('%s', async (_, bind, detail) => {
    const error = await bind();
    expect(error).toMatchObject({ code: 'network', layer: 'tls', reached: false });
    expect(error).toHaveProperty('detail', expect.stringMatching(detail));
    expect(received).toBe(0);
  });

  it('speaks no TLS on its port', async () => {
    server = await httpServer((_, response) => response.end());
    const error = await bindAt(`https://localhost:${String(server.port)}`);
    expect(error).toMatchObject({ code: 'network', layer: 'tls', reached: false });
  });

  it('ends the connection during the TLS handshake', async () => {
    server = await tcpServer((socket) => {
      socket.once('data', () => socket.end());
    });
    const error = await bindAt(`https://localhost:${String(server.port)}`);
    expect(error).toMatchObject({ code: 'network', layer: 'tls', reached: false });
  });
});

describe('a connection that breaks after the call was sent', () => {
  const answers = (head: string) => async () => {
    server = await tcpServer((socket) => {
      socket.once('data', () => socket.end(head));
    });
    return bindAt(server.origin);
  };

  it.each<[string, () => Promise<CmError>]>([
    ['without an answer', answers('')],
    ['with half a header', answers('HTTP/1.1 201 Crea')],
    ['with half a body', answers('HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"api/v1.0/')],
    [
      'with half a chunk',
      answers('HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n"api'),
    ],
    ['with something other than HTTP', answers('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('%s, may have reached the server', async (_, bind) => {
    expect(await bind()).toMatchObject({ code: 'network', reached: true });
  });

  it('makes no second call after the server did its work, and the outcome is unconfirmed', async () => {
    const bodies: string[] = [];
    server = await httpServer((request) => {
      void bodyOf(request).then((body) => {
        bodies.push(body);
        request.socket.destroy();
      });
    });
    expect(await bindAt(server.origin)).toMatchObject({ code: 'network', reached: true });
    expect(bodies).toHaveLength(1);
  });

  it('makes no second call over a reused connection either, after the server did its work', async () => {
    const methods: (string | undefined)[] = [];
    server = await httpServer((request, response) => {
      void bodyOf(request).then(() => {
        methods.push(request.method);
        if (request.method === 'GET') response.writeHead(204).end();
        else request.socket.destroy();
      });
    });
    const client = createCmClient({ base: server.origin, fetch });
    expect(await client.listRequests('Approved')).toMatchObject({ ok: true });
    expect(await client.bind(triple)).toMatchObject({ ok: false, error: { code: 'network', reached: true } });
    expect(methods).toEqual(['GET', 'POST']);
  });

  it('gives no answer from a body that is too short', async () => {
    const uri = JSON.stringify(`api/v1.0/smartcards/${SMARTCARD}`);
    const bind = answers(`HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n${uri}`);
    expect(await bind()).toMatchObject({ code: 'network', reached: true });
  });
});

describe('the binding routes', () => {
  it('send one binding at a time each, after closing earlier connections', async () => {
    const steps: string[] = [];
    server = await httpServer((request, response) => {
      steps.push('received');
      void bodyOf(request).then(() => {
        steps.push('answered');
        response.writeHead(204).end();
      });
    });
    const dropConnections = () => {
      steps.push('dropped');
      return Promise.resolve();
    };
    const client = createCmClient({
      base: server.origin,
      fetch: () => Promise.reject(new Error('not for bindings')),
      bindingRoutes: [{ fetch, dropConnections }],
    });
    const answers = await Promise.all([client.bind(triple), client.bind(triple), client.bind(triple)]);
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: { status: 204 } })));
    expect(steps).toEqual(['dropped', 'received', 'answered', 'dropped', 'received', 'answered', 'dropped', 'received', 'answered']);
  });

  it('send nothing if earlier connections cannot be closed, and continue when they can', async () => {
    let received = 0;
    server = await httpServer((_, response) => {
      received += 1;
      response.writeHead(204).end();
    });
    const drops = [() => Promise.reject(new Error('busy')), () => Promise.resolve()];
    const bindingRoutes = [{ fetch, dropConnections: () => drops.shift()?.() ?? Promise.resolve() }];
    const client = createCmClient({ base: server.origin, fetch, bindingRoutes });
    expect(await client.bind(triple)).toMatchObject({ ok: false, error: { code: 'network', reached: false } });
    expect(received).toBe(0);
    expect(await client.bind(triple)).toMatchObject({ ok: true });
    expect(received).toBe(1);
  });
});

describe('a slow server', () => {
  const answerLimitMs = 400;
  const timeout = { code: 'timeout', phase: 'answer', limitMs: answerLimitMs, reached: true };
  const head = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n';
  /** Sends a text byte by byte, except the last one. */
  const drip = async (socket: Socket, text: string): Promise<void> => {
    for (const byte of `${text.slice(0, 20)}${' '.repeat(1_000_000)}`) {
      if (socket.destroyed) return;
      socket.write(byte);
      await pause(5);
    }
  };

  it.each<[string, (socket: Socket) => void]>([
    ['that sends no answer', () => undefined],
    ['that sends only its header', (socket) => socket.write(head)],
    ['that stops in the middle of its body', (socket) => socket.write(`${head}"api/v1.0/`)],
    ['that sends its header byte by byte', (socket) => void drip(socket, 'HTTP/1.1 201 Created\r\nX: ')],
    [
      'that sends its body byte by byte',
      (socket) => {
        socket.write(head.replace('60', '6000000'));
        void drip(socket, '"api/v1.0/smartcards/');
      },
    ],
  ])('%s ends at the answer limit', async (_, answer) => {
    server = await tcpServer((socket) => {
      socket.once('data', () => {
        answer(socket);
      });
    });
    expect(await bindAt(server.origin, { answerLimitMs })).toEqual(timeout);
  });

  it("that is slow only in an error's body: the status is enough", async () => {
    server = await tcpServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nYou may not'));
    });
    const error = await bindAt(server.origin, { answerLimitMs: 3_000 });
    expect(error).toMatchObject({ code: 'forbidden', message: 'You may not' });
  });

  it('that accepts no new connection ends at the connect limit', async () => {
    server = await tcpServer(() => undefined);
    const canConnect = () => Promise.resolve(false);
    const error = await bindAt(server.origin, { connectLimitMs: 80, canConnect });
    expect(error).toEqual({ code: 'timeout', phase: 'connect', limitMs: 80, reached: true });
  });

  it('that accepts connections has until the answer limit', async () => {
    server = await tcpServer(() => undefined);
    const canConnect = tcpProbe(server.origin);
    expect(await bindAt(server.origin, { connectLimitMs: 2_000, answerLimitMs: 2_500, canConnect })).toEqual({
      ...timeout,
      limitMs: 2_500,
    });
  });

  it('is abandoned when the caller cancels, before or during the call', async () => {
    let connections = 0;
    const ending = new AbortController();
    server = await tcpServer((socket) => {
      connections += 1;
      socket.once('data', () => {
        ending.abort();
      });
    });
    const client = createCmClient({ base: server.origin, fetch });
    const cancelled = { code: 'network', layer: 'http', detail: 'The call was cancelled' };
    expect(await client.bind(triple, AbortSignal.abort())).toEqual({ ok: false, error: { ...cancelled, reached: false } });
    expect(connections).toBe(0);
    expect(await client.bind(triple, ending.signal)).toEqual({ ok: false, error: { ...cancelled, reached: true } });
    expect(connections).toBe(1);
  });
});

describe('a probe', () => {
  it('reports whether the server accepts a connection', async () => {
    server = await tcpServer(() => undefined);
    const { signal } = new AbortController();
    expect(await tcpProbe(server.origin)(signal)).toBe(true);
    expect(await tcpProbe(`http://127.0.0.1:${String(await freePort())}/path`)(signal)).toBe(false);
    expect(await tcpProbe(server.origin)(AbortSignal.abort())).toBe(false);
  });
});
