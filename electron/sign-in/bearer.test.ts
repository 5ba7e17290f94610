import { expect, it, vi } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import type { TokenProblem } from '../../shared/token-problem.js';
import type { Fetch } from '../cm/exchange.js';
import type { Grant } from './authority.js';
import { Bearer, withBearerToken } from './bearer.js';

const CM = 'https://cm.example';
const LIST = `${CM}/CertificateManagement/api/v1.0/requests`;
const HOUR = 3_600_000;
const grantOf = (accessToken: string, endsAt: number | null = HOUR): Grant => ({
  accessToken,
  endsAt,
  refreshToken: 'refresh',
  subject: 'noor',
  name: 'noor@desk.example',
});

function make(renew: (grant: Grant) => Promise<Result<Grant, TokenProblem>> = () => Promise.resolve(ok(grantOf('second', 2 * HOUR)))) {
  const clock = { now: 0 };
  const shown: (string | null)[] = [];
  const status = { now: 200 };
  const problems: TokenProblem[] = [];
  const renewing = vi.fn(renew);
  const bearer = new Bearer({ origin: CM, renew: renewing, now: () => clock.now, onRenewalFailed: (problem) => problems.push(problem) });
  const server: Fetch = (_url, { headers, redirect }) => {
    expect(redirect).toBe('manual');
    shown.push(new Headers(headers).get('authorization'));
    return Promise.resolve(new Response(null, { status: status.now }));
  };
  const call = (url = LIST): Promise<Response> => bearer.attach(server)(url, { redirect: 'manual' });
  return { bearer, clock, status, shown, problems, renewing, call };
}

it('sends the token to the CM service and to no other origin', async () => {
  const { bearer, shown, call } = make();
  await call();
  bearer.adopt(grantOf('first'));
  await call();
  for (const other of [
    'http://cm.example/',
    'https://cm.example:8443/',
    'https://cm.example.evil.example/',
    'https://evil.example/?https://cm.example',
  ]) {
    await call(other);
  }
  expect(shown).toEqual([null, 'Bearer first', null, null, null, null]);
  bearer.drop();
  await call();
  expect(shown.at(-1)).toBeNull();
});

it("ignores another origin's answer", async () => {
  const { bearer, status, shown, call } = make();
  bearer.adopt(grantOf('first'));
  status.now = 401;
  await call('https://evil.example/');
  status.now = 200;
  await call();
  expect(shown).toEqual([null, 'Bearer first']);
});

it('sends an unproven token to the CM service only', async () => {
  const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response()));
  const init: RequestInit = { headers: { Accept: 'application/json' } };
  await withBearerToken(fetch, CM, 'first')('https://evil.example/', init);
  expect(fetch).toHaveBeenCalledWith('https://evil.example/', init);
});

it("keeps a call's own options, and follows no redirect", async () => {
  const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response()));
  await withBearerToken(fetch, CM, 'first')(LIST, { method: 'POST', headers: { Accept: 'application/json' }, redirect: 'follow' });
  expect(fetch).toHaveBeenCalledWith(LIST, {
    method: 'POST',
    headers: { accept: 'application/json', Authorization: 'Bearer first' },
    redirect: 'manual',
  });
});

it('renews in time, once for all calls, without delaying one', async () => {
  let give: (renewed: Result<Grant, TokenProblem>) => void = () => undefined;
  const { bearer, clock, shown, renewing, call } = make(
    () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  );
  bearer.adopt(grantOf('first'));
  clock.now = HOUR - 600_001;
  await call();
  expect(renewing).not.toHaveBeenCalled();
  clock.now += 1;
  await Promise.all([call(), call()]);
  expect(renewing).toHaveBeenCalledTimes(1);
  give(ok(grantOf('second', 2 * HOUR)));
  await vi.waitFor(async () => {
    await call();
    expect(shown.at(-1)).toBe('Bearer second');
  });
  expect(shown.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'Bearer first'));
});

it('sends no expired token but waits for a new one', async () => {
  const { bearer, clock, shown, call } = make();
  bearer.adopt(grantOf('first'));
  clock.now = HOUR;
  await call();
  expect(shown).toEqual(['Bearer second']);
});

it('renews a token without expiry only when refused', async () => {
  const { bearer, clock, status, shown, call } = make();
  bearer.adopt(grantOf('first', null));
  clock.now = 1.5 * HOUR;
  status.now = 401;
  await call();
  status.now = 200;
  await call();
  expect(shown).toEqual(['Bearer first', 'Bearer second']);
});

it('renews once after a refusal, and not again if the new token is refused too', async () => {
  const { bearer, status, shown, renewing, call } = make();
  bearer.adopt(grantOf('first'));
  status.now = 401;
  await call();
  expect(bearer.canRenew).toBe(true);
  await call();
  expect(bearer.canRenew).toBe(false);
  await call();
  expect(shown).toEqual(['Bearer first', 'Bearer second', null]);
  expect(renewing).toHaveBeenCalledTimes(1);
});

it('ignores a late refusal of an older token', async () => {
  const answers: ((response: Response) => void)[] = [];
  const { bearer, shown, renewing, call } = make();
  bearer.adopt(grantOf('first'));
  const late = bearer.attach(() => new Promise((resolve) => answers.push(resolve)))(LIST, {});
  await vi.waitFor(() => {
    expect(answers).toHaveLength(1);
  });
  expect(await bearer.renew()).toBe(true);
  answers[0]?.(new Response(null, { status: 401 }));
  await late;
  await call();
  expect(shown).toEqual(['Bearer second']);
  expect(renewing).toHaveBeenCalledTimes(1);
});

it('pauses when the sign-in service is unreachable, and uses the token until it expires', async () => {
  const problem: TokenProblem = { code: 'unreachable', detail: '' };
  const { bearer, clock, shown, problems, renewing, call } = make(() => Promise.resolve(fail(problem)));
  bearer.adopt(grantOf('first'));
  clock.now = HOUR - 60_000;
  await call();
  await call();
  expect(renewing).toHaveBeenCalledTimes(1);
  clock.now += 30_000;
  await call();
  expect(renewing).toHaveBeenCalledTimes(2);
  clock.now = HOUR;
  await call();
  expect(shown).toEqual(['Bearer first', 'Bearer first', 'Bearer first', null]);
  expect(problems).toEqual(Array.from({ length: renewing.mock.calls.length }, () => problem));
  expect(bearer.canRenew).toBe(true);
});

it('does not try a revoked refresh token twice', async () => {
  const { bearer, clock, shown, renewing, call } = make(() => Promise.resolve(fail({ code: 'denied', detail: 'invalid_grant' })));
  bearer.adopt(grantOf('first'));
  clock.now = HOUR - 60_000;
  await call();
  clock.now = HOUR;
  await call();
  expect(renewing).toHaveBeenCalledTimes(1);
  expect(bearer.canRenew).toBe(false);
  expect(shown).toEqual(['Bearer first', null]);
});

it('drops a renewal that comes after sign-out or another sign-in', async () => {
  let give: (renewed: Result<Grant, TokenProblem>) => void = () => undefined;
  const { bearer, shown, call } = make(
    () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  );
  bearer.adopt(grantOf('first'));
  const dropped = bearer.renew();
  bearer.drop();
  give(ok(grantOf('second')));
  expect(await dropped).toBe(false);
  await call();
  bearer.adopt(grantOf('first'));
  const replaced = bearer.renew();
  bearer.adopt({ ...grantOf('of-bram'), subject: 'bram' });
  give(ok(grantOf('second')));
  expect(await replaced).toBe(false);
  await call();
  expect(shown).toEqual([null, 'Bearer of-bram']);
});

it('sends nothing for a call canceled while it waited for a token', async () => {
  let give: (renewed: Result<Grant, TokenProblem>) => void = () => undefined;
  const { bearer, clock } = make(
    () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  );
  bearer.adopt(grantOf('first'));
  clock.now = HOUR;
  const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response()));
  const stop = new AbortController();
  const call = bearer.attach(fetch)(LIST, { signal: stop.signal });
  stop.abort();
  give(ok(grantOf('second', 2 * HOUR)));
  await expect(call).rejects.toThrow('aborted');
  expect(fetch).not.toHaveBeenCalled();
});

it("sends nothing in another person's name if they signed in while the call waited", async () => {
  let renewed: (result: Result<Grant, TokenProblem>) => void = () => undefined;
  const { bearer, clock, shown, call } = make(() => new Promise((resolve) => (renewed = resolve)));
  bearer.adopt(grantOf('first'));
  clock.now = HOUR;
  const called = call();
  bearer.adopt({ ...grantOf('theirs', 3 * HOUR), subject: 'piet' });
  renewed(ok(grantOf('late', 3 * HOUR)));
  await expect(called).rejects.toThrow('was not sent');
  expect(shown).toEqual([]);
  await call();
  expect(shown).toEqual(['Bearer theirs']);
});
