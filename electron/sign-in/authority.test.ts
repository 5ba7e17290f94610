import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Agent, fetch as undiciFetch } from 'undici';
import { bram, noor, registered, startTokenAuthority, type Tampering, type TokenAuthority } from '../../e2e/token-authority.js';
import { ok } from '../../shared/result.js';
import type { TokenProblem } from '../../shared/token-problem.js';
import type { Fetch } from '../cm/exchange.js';
import { testAuthority } from '../cm/test-certificate.js';
import { createAuthority, type Authority, type Grant } from './authority.js';

let service: TokenAuthority;
let agent: Agent;
let authority: Authority;
let elsewhere: string[];

beforeAll(async () => {
  const root = testAuthority();
  const { certificate: cert, key } = root.issue('localhost');
  service = await startTokenAuthority({ cert, key });
  agent = new Agent({ connect: { ca: root.certificate } });
  elsewhere = [];
  const overTls: Fetch = (url, { method, headers, body, redirect, signal }) => {
    if (!url.startsWith(service.origin)) elsewhere.push(url);
    return undiciFetch(url, {
      dispatcher: agent,
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers: Object.fromEntries(new Headers(headers)) }),
      ...(typeof body === 'string' ? { body } : {}),
      ...(redirect === undefined ? {} : { redirect }),
      ...(signal === undefined ? {} : { signal }),
    }).then(async (response) => new Response(await response.arrayBuffer(), { status: response.status, headers: [...response.headers] }));
  };
  authority = createAuthority({ ...registered, authority: service.issuer }, { fetch: overTls, now: () => 1_000_000, limitMs: 2_000 });
});
afterEach(() => {
  service.tampering = {};
});
afterAll(async () => {
  await agent.close();
  await service.close();
});

async function signIn(): Promise<Awaited<ReturnType<Authority['renew']>>> {
  const begun = await authority.begin();
  if (!begun.ok) return begun;
  const { page, isAnswer, redeem } = begun.value;
  expect(isAnswer(page)).toBe(false);
  const answer = service.signInAt(page);
  expect(isAnswer(answer)).toBe(true);
  return redeem(answer);
}

async function signedIn(): Promise<Grant> {
  const granted = await signIn();
  if (!granted.ok) throw new Error(JSON.stringify(granted.error));
  return granted.value;
}

it('signs in with a code and PKCE, names who signed in, and renews without a person', async () => {
  const grant = await signedIn();
  expect(grant).toMatchObject({ name: noor, endsAt: 1_000_000 + 3_600_000 });
  expect(grant.refreshToken).not.toBeNull();
  const renewed = await authority.renew(grant);
  // AD FS gives no new refresh token: the first one is kept.
  expect(renewed).toMatchObject(ok({ name: noor, subject: grant.subject, refreshToken: grant.refreshToken }));
  expect(renewed.ok && renewed.value.accessToken !== grant.accessToken).toBe(true);
  expect(service.counts).toEqual({ codes: 1, renewals: 1 });
});

it('starts each sign-in with a new verifier, state and nonce, for the CM service', async () => {
  const pages = await Promise.all([authority.begin(), authority.begin()]);
  const [first, second] = pages.map((begun) => new URL(begun.ok ? begun.value.page : 'none:').searchParams);
  for (const key of ['state', 'nonce', 'code_challenge']) expect(first?.get(key)).not.toBe(second?.get(key));
  expect(first?.get('resource')).toBe(registered.resource);
  expect(first?.get('code_challenge_method')).toBe('S256');
});

const page = '<!DOCTYPE html><title>Service Unavailable</title>';
it.each<[string, Tampering, TokenProblem['code'], RegExp]>([
  ['another issuer in the metadata', { metadata: (as) => ({ ...as, issuer: 'https://fs.example/adfs' }) }, 'not-genuine', /issuer/],
  ['another issuer in the token', { idToken: (claims) => ({ ...claims, iss: 'https://fs.example/adfs' }) }, 'not-genuine', /iss/],
  ['another nonce', { idToken: (claims) => ({ ...claims, nonce: 'not-the-one' }) }, 'not-genuine', /nonce/],
  ['no nonce', { idToken: withoutNonce }, 'not-genuine', /nonce/],
  ['a token for another client', { idToken: (claims) => ({ ...claims, aud: 'another-client' }) }, 'not-genuine', /aud/],
  ['a token that has ended', { idToken: (claims) => ({ ...claims, exp: 1_000 }) }, 'not-genuine', /exp/],
  ['a signature of another key', { foreignKey: true }, 'not-genuine', /signature/],
  ['another state', { answer: withQuery('state', 'not-the-one') }, 'not-genuine', /state/],
  ['another person’s code', { answer: withQuery('code', 'not-the-one') }, 'denied', /invalid_grant/],
  ['no consent', { answer: withQuery('error', 'access_denied', 'code') }, 'denied', /access_denied/],
  ['500 for tokens', { token: (response) => response.writeHead(500).end(page) }, 'answered-wrongly', /500/],
  [
    'a page for tokens',
    { token: (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(page) },
    'answered-wrongly',
    /content-type/,
  ],
  [
    'invalid JSON',
    { token: (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{') },
    'answered-wrongly',
    /pars/,
  ],
  [
    'a redirect for tokens',
    { token: (response) => response.writeHead(302, { Location: 'https://elsewhere.example/' }).end() },
    'answered-wrongly',
    /redirect/,
  ],
  [
    'tokens without end',
    { token: (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(' '.repeat(2_000_000)) },
    'answered-wrongly',
    /too large/,
  ],
  ['a connection that ends', { token: (response) => response.destroy() }, 'unreachable', /./],
  [
    'tokens from another host',
    { metadata: (as) => ({ ...as, token_endpoint: 'https://elsewhere.example/token' }) },
    'answered-wrongly',
    /elsewhere/,
  ],
  ['tokens over plain http', { metadata: (as) => ({ ...as, token_endpoint: 'http://localhost/token' }) }, 'answered-wrongly', /HTTPS/],
  [
    'keys from another host',
    { metadata: (as) => ({ ...as, jwks_uri: 'https://elsewhere.example/keys' }) },
    'answered-wrongly',
    /elsewhere/,
  ],
])('signs no one in if the sign-in service gives %s', async (_, tampering, code, detail) => {
  service.tampering = tampering;
  const outcome = await signIn();
  expect(outcome).toMatchObject({ ok: false, error: { code } });
  expect(outcome.ok ? '' : outcome.error.detail).toMatch(detail);
  expect(elsewhere).toEqual([]);
});

it('signs no one in if the sign-in service does not answer in time', async () => {
  service.tampering = { token: () => undefined };
  expect(await signIn()).toEqual({ ok: false, error: { code: 'unreachable', detail: 'No response within 2000 ms' } });
});

it('accepts an answer once', async () => {
  const begun = await authority.begin();
  if (!begun.ok) throw new Error(begun.error.detail);
  const answer = service.signInAt(begun.value.page);
  expect(await begun.value.redeem(answer)).toMatchObject({ ok: true });
  expect(await begun.value.redeem(answer)).toMatchObject({ ok: false, error: { code: 'denied' } });
});

it('rejects an answer to another sign-in', async () => {
  const [mine, other] = await Promise.all([authority.begin(), authority.begin()]);
  if (!mine.ok || !other.ok) throw new Error('Not begun');
  expect(await mine.value.redeem(service.signInAt(other.value.page, bram))).toMatchObject({ ok: false, error: { code: 'not-genuine' } });
});

it('renews only for the person who signed in', async () => {
  const grant = await signedIn();
  service.tampering = { idToken: (claims) => ({ ...claims, sub: 'somebody-else' }) };
  expect(await authority.renew(grant)).toMatchObject({ ok: false, error: { code: 'not-genuine' } });
  service.tampering = { foreignKey: true };
  expect(await authority.renew(grant)).toMatchObject({ ok: false, error: { code: 'not-genuine' } });
});

it('reports a revoked refresh token without quoting it', async () => {
  const grant = await signedIn();
  service.revoke();
  const refused = await authority.renew(grant);
  expect(refused).toMatchObject({ ok: false, error: { code: 'denied' } });
  service.tampering = {
    token: (response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({ error: 'invalid_grant', error_description: `Ended: ${grant.refreshToken ?? ''} ${grant.accessToken}` }),
      );
    },
  };
  const echoed = await authority.renew(grant);
  expect(echoed.ok ? '' : echoed.error.detail).toMatch(/Ended: … …$/);
});

function withoutNonce(claims: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'nonce'));
}

/** Redirects with one query field changed, and optionally another removed. */
function withQuery(name: string, value: string, leftOut = ''): (address: URL) => URL {
  return (address) => {
    address.searchParams.set(name, value);
    address.searchParams.delete(leftOut);
    return address;
  };
}
