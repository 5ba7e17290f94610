import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Fetch } from '../cm/exchange.js';
import { testAuthority } from '../cm/test-certificate.js';
import { httpsServer, type TestServer } from '../cm/test-server.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { readSigned } from './announcement-source.js';
import { testOffice } from './signed.fixture.js';

const signed = testOffice().sign({ version: '1.2.0' });
const never = new AbortController().signal;
const noNetwork: Fetch = () => Promise.reject(new Error('a file takes no network'));

describe('an announcement on a share', () => {
  let path: string;
  beforeEach(() => {
    path = join(testFolder('announcement'), 'card-desk.json');
  });
  const put = (announcement: Buffer | null, signature: Buffer | null): void => {
    if (announcement !== null) writeFileSync(path, announcement);
    if (signature !== null) writeFileSync(`${path}.sig`, signature);
  };
  const read = (): ReturnType<typeof readSigned> => readSigned(path, { fetch: noNetwork, signal: never });

  it('is read with the signature beside it', async () => {
    put(signed.announcement, signed.signature);
    expect(await read()).toEqual({ ok: true, value: signed });
  });

  it.each<[string, () => void, string]>([
    ['does not exist', () => undefined, 'not-there'],
    ['has no signature', () => put(signed.announcement, null), 'not-there'],
    ['is too large', () => put(Buffer.alloc(16 * 1024 + 1), signed.signature), 'too-large'],
    ['has too long a signature', () => put(signed.announcement, Buffer.alloc(65)), 'too-large'],
    ['is a folder', () => mkdirSync(path), 'not-a-file'],
  ])('that %s is reported as such', async (_what, make, code) => {
    make();
    expect(await read()).toEqual({ ok: false, error: { code } });
    rmSync(path, { recursive: true, force: true });
  });
});

describe('an announcement at an https address', () => {
  const authority = testAuthority();
  const certificate = authority.issue('localhost');
  const agent = new Agent({ connect: { ca: authority.certificate } });
  /** A fetch that trusts the test's root, as a station trusts its system's. */
  const trusting: Fetch = async (url, init) => {
    const { headers, redirect = 'follow', credentials = 'same-origin', signal } = init;
    const answer = await undiciFetch(url, {
      ...{ redirect, credentials, dispatcher: agent, headers: [...new Headers(headers)] },
      ...(signal ? { signal } : {}),
    });
    const reader = answer.body?.getReader();
    const body = new ReadableStream<Uint8Array>({
      pull: async (into) => {
        const part = await reader?.read();
        if (part === undefined || part.done) into.close();
        else into.enqueue(z.instanceof(Uint8Array).parse(part.value));
      },
      cancel: () => reader?.cancel(),
    });
    return new Response(body, { status: answer.status, headers: [...answer.headers] });
  };

  let server: TestServer;
  let answer: RequestListener;
  let asked: { readonly method: string | undefined; readonly url: string | undefined; readonly headers: readonly string[] }[];
  const whole: RequestListener = ({ url }, response) => {
    response.end(url === '/card-desk.json' ? signed.announcement : signed.signature);
  };
  beforeAll(async () => {
    server = await httpsServer({ key: certificate.key, cert: certificate.certificate }, (request, response) => {
      asked.push({ method: request.method, url: request.url, headers: Object.keys(request.headers) });
      answer(request, response);
    });
  });
  beforeEach(() => {
    asked = [];
    answer = whole;
  });
  afterEach(() => {
    answer = whole;
  });
  afterAll(async () => {
    await agent.destroy();
    await server.close();
  });
  const read = (fetch: Fetch = trusting, limitMs = 10_000, signal = never): ReturnType<typeof readSigned> =>
    readSigned(`${server.origin}/card-desk.json`, { fetch, limitMs, signal });

  it("is read with its signature, by two calls without any of the station's data", async () => {
    expect(await read()).toEqual({ ok: true, value: signed });
    expect(asked.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/card-desk.json'],
      ['GET', '/card-desk.json.sig'],
    ]);
    for (const { headers } of asked) {
      for (const name of ['cookie', 'authorization', 'referer', 'origin']) expect(headers).not.toContain(name);
    }
  });

  it("is read without a session's credentials and without redirects", async () => {
    const inits: RequestInit[] = [];
    await read((url, init) => {
      inits.push(init);
      return trusting(url, init);
    });
    expect(inits).toHaveLength(2);
    for (const init of inits) expect(init).toMatchObject({ credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer' });
  });

  it('that redirects is not followed', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/elsewhere.json' }).end();
    expect(await read()).toEqual({ ok: false, error: { code: 'redirected' } });
    expect(asked.map(({ url }) => url)).toEqual(['/card-desk.json']);
  });

  it.each([403, 404, 500])('for which the server answers %i is reported as such', async (status) => {
    answer = (_request, response) => response.writeHead(status).end('no');
    expect(await read()).toEqual({ ok: false, error: { code: 'status', status } });
  });

  it('without end is abandoned at its size limit', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (request, response) => {
        request.socket.once('close', resolve);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(4096)));
        };
        response.on('drain', more);
        more();
      };
    });
    expect(await read()).toEqual({ ok: false, error: { code: 'too-large' } });
    await closed;
  });

  it.each<[string, RequestListener]>([
    ['no answer comes', () => undefined],
    ['the answer stops in the middle', (_request, response) => response.write('{')],
  ])('where %s is abandoned at its time limit', async (_what, how) => {
    answer = how;
    expect(await read(trusting, 200)).toEqual({ ok: false, error: { code: 'too-slow' } });
  });

  it('is abandoned when the station ends', async () => {
    const end = new AbortController();
    answer = () => {
      end.abort();
    };
    expect((await read(trusting, 10_000, end.signal)).ok).toBe(false);
  });

  it('of an untrusted server is not read', async () => {
    expect(await read(fetch)).toEqual({ ok: false, error: { code: 'no-answer' } });
    expect(asked).toEqual([]);
  });
});
