import { expect, it, vi } from 'vitest';
import type { CmError } from '../../shared/errors.js';
import type { ConnectionState } from '../../shared/connection.js';
import { fail, ok } from '../../shared/result.js';
import type { Credentials, Identity, SignInState as State } from '../../shared/sign-in.js';
import type { TokenProblem } from '../../shared/token-problem.js';
import type { PasswordCheck } from './password-check.js';
import { SignIn, type SignInDeps, type WindowOutcome } from './sign-in.js';

const at = '2026-01-02T03:04:05.000Z';
const up: ConnectionState = { state: 'up', answeredAt: at };
type SignedOut = Extract<CmError, { code: 'not-signed-in' }>;
const signedOut = (facts: Partial<SignedOut>): ConnectionState => ({
  state: 'down',
  since: at,
  nextTryAt: at,
  error: { code: 'not-signed-in', status: 401, correlationId: null, message: '', ...facts },
});
const asksPassword = signedOut({ offers: ['negotiate', 'ntlm'] });
const account: Identity = { name: 'desk', source: 'account' };
const noor: Credentials = { account: 'EXAMPLE\\noor', password: 'right' };

function make(more: Partial<SignInDeps> & { readonly stored?: Credentials | null } = {}) {
  let stored = more.stored ?? null;
  const states: State[] = [];
  const identities: Identity[] = [];
  const check = ({ password }: Credentials): Promise<PasswordCheck> => Promise.resolve(password === 'right' ? 'right' : 'wrong');
  const checkPassword = vi.fn(check);
  const usePassword = vi.fn(check);
  const refresh = vi.fn();
  const signOut = vi.fn(() => Promise.resolve());
  const signIn = new SignIn(
    {
      systemIdentity: () => Promise.resolve(account),
      checkPassword,
      usePassword,
      signOut,
      openWindow: () => Promise.resolve({ outcome: 'closed' }),
      savedCredentials: {
        canSave: true,
        read: () => Promise.resolve(stored),
        write: (credentials) => {
          stored = credentials;
          return Promise.resolve();
        },
        forget: () => {
          stored = null;
          return Promise.resolve();
        },
      },
      token: null,
      negotiateTakesPassword: false,
      onChanged: (state) => states.push(state),
      onIdentity: (identity) => identities.push(identity),
      refresh,
      ...more,
    },
    account,
  );
  return { signIn, states, identities, checkPassword, usePassword, refresh, signOut, stored: () => stored };
}

it.each<[string, ConnectionState, State['needed']]>([
  ['a password', asksPassword, { way: 'password', refused: null, canKeep: true }],
  ['a password, by Basic', signedOut({ offers: ['basic'] }), { way: 'password', refused: null, canKeep: true }],
  ['a ticket, if only Negotiate is offered', signedOut({ offers: ['negotiate'] }), { way: 'ticket' }],
  ['a ticket, if nothing known is offered', signedOut({}), { way: 'ticket' }],
  ['a page, after a redirect', signedOut({ status: 0 }), { way: 'federation', blocked: null }],
  ['a page, if the answer is one', signedOut({ status: 200 }), { way: 'federation', blocked: null }],
])('asks for %s', (_, line, needed) => {
  const { signIn } = make();
  signIn.connectionChanged(line);
  expect(signIn.state.needed).toEqual(needed);
  signIn.connectionChanged(up);
  expect(signIn.state.needed).toBeNull();
});

it('accepts a typed password for Negotiate where the platform does', () => {
  const { signIn } = make({ negotiateTakesPassword: true });
  signIn.connectionChanged(signedOut({ offers: ['negotiate'] }));
  expect(signIn.state.needed?.way).toBe('password');
});

it('asks for nothing if the connection is down for another reason', () => {
  const { signIn, states } = make();
  signIn.connectionChanged({
    state: 'down',
    since: at,
    nextTryAt: at,
    error: { code: 'api-off', status: 404, correlationId: null, message: '' },
  });
  expect(states).toEqual([]);
});

it('signs in once, reports who acts, fetches again, and saves only what it was told to', async () => {
  const { signIn, identities, refresh, stored, usePassword } = make();
  signIn.connectionChanged(asksPassword);
  expect(await signIn.withPassword(noor, false)).toEqual(ok({}));
  expect(identities).toEqual([{ name: 'EXAMPLE\\noor', source: 'password' }]);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(stored()).toBeNull();
  expect(await signIn.withPassword(noor, true)).toEqual(ok({}));
  expect(stored()).toEqual(noor);
  expect(signIn.state.kept).toBe(true);
  expect(usePassword).toHaveBeenCalledTimes(2);
});

it('reports the refused name, and does not try again automatically', async () => {
  const { signIn, checkPassword, refresh, identities } = make();
  signIn.connectionChanged(asksPassword);
  expect(await signIn.withPassword({ ...noor, password: 'wrong' }, true)).toEqual(fail({ code: 'sign-in-refused', account: noor.account }));
  signIn.connectionChanged(asksPassword);
  expect(signIn.state.needed).toEqual({ way: 'password', refused: noor.account, canKeep: true });
  expect(checkPassword).toHaveBeenCalledTimes(1);
  expect(refresh).not.toHaveBeenCalled();
  expect(identities).toEqual([]);
});

it('tries saved credentials once, and again only after success', async () => {
  const right = make({ stored: noor });
  await right.signIn.start();
  right.signIn.connectionChanged(asksPassword);
  await vi.waitFor(() => {
    expect(right.signIn.state.identity).toEqual({ name: noor.account, source: 'password' });
  });
  right.signIn.connectionChanged(up);
  // The session ended: only the account is named until the saved password is accepted again.
  right.signIn.connectionChanged(asksPassword);
  await vi.waitFor(() => {
    expect(right.usePassword).toHaveBeenCalledTimes(2);
  });

  const wrong = make({ stored: { ...noor, password: 'changed meanwhile' } });
  await wrong.signIn.start();
  wrong.signIn.connectionChanged(asksPassword);
  await vi.waitFor(() => {
    expect(wrong.signIn.state.needed).toEqual({ way: 'password', refused: noor.account, canKeep: true });
  });
  wrong.signIn.connectionChanged(up);
  wrong.signIn.connectionChanged(asksPassword);
  await Promise.resolve();
  expect(wrong.checkPassword).toHaveBeenCalledTimes(1);
});

it('names the account again once the server asks again', async () => {
  const { signIn, identities } = make();
  await signIn.withPassword(noor, false);
  signIn.connectionChanged(up);
  signIn.connectionChanged(asksPassword);
  await vi.waitFor(() => {
    expect(identities).toEqual([{ name: noor.account, source: 'password' }, account]);
  });
});

it('distinguishes a network failure from a wrong password', async () => {
  const error: CmError = { code: 'network', layer: 'tcp', reached: false, detail: '' };
  const { signIn } = make({ checkPassword: () => Promise.resolve(error) });
  expect(await signIn.withPassword(noor, false)).toEqual(fail({ code: 'sign-in-failed', error }));
  expect(signIn.state.needed).toBeNull();
});

const unavailable: CmError = { code: 'server-error', status: 503, correlationId: null, message: '' };

it.each<[string, PasswordCheck, unknown]>([
  ['did not ask for the password', 'not-asked', { code: 'sign-in-not-asked' }],
  ['answered with an error', unavailable, { code: 'sign-in-failed', error: unavailable }],
  ['did not accept the password', 'wrong', { code: 'sign-in-refused', account: noor.account }],
])('changes nothing if the server %s', async (_, outcome, error) => {
  const { signIn, identities, usePassword, signOut, refresh, stored } = make({ checkPassword: () => Promise.resolve(outcome) });
  expect(await signIn.withPassword(noor, true)).toEqual({ ok: false, error });
  expect(identities).toEqual([]);
  expect(signIn.state.identity).toEqual(account);
  expect(stored()).toBeNull();
  for (const changed of [usePassword, signOut, refresh]) expect(changed).not.toHaveBeenCalled();
});

it('names the account again unless every session was challenged and accepted', async () => {
  const outcomes: PasswordCheck[] = ['right', 'not-asked'];
  const { signIn, identities, refresh } = make({ usePassword: () => Promise.resolve(outcomes.shift() ?? 'right') });
  await signIn.withPassword(noor, false);
  expect(await signIn.withPassword({ ...noor, account: 'EXAMPLE\\bram' }, false)).toEqual(fail({ code: 'sign-in-not-asked' }));
  expect(identities).toEqual([{ name: noor.account, source: 'password' }, account]);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it.each<[WindowOutcome, unknown]>([
  [{ outcome: 'not-asked' }, { code: 'sign-in-not-asked' }],
  [
    { outcome: 'failed', error: unavailable },
    { code: 'sign-in-failed', error: unavailable },
  ],
])('adopts no name from a sign-in page that the server does not lead to: %j', async (outcome, error) => {
  const { signIn, identities, refresh } = make({ openWindow: () => Promise.resolve(outcome) });
  expect(await signIn.throughWindow()).toEqual({ ok: false, error });
  expect(identities).toEqual([]);
  expect(refresh).not.toHaveBeenCalled();
});

it('drops the earlier name after a page without one', async () => {
  const { signIn, identities } = make({ openWindow: () => Promise.resolve({ outcome: 'signed-in', name: null }) });
  await signIn.withPassword(noor, false);
  await signIn.throughWindow();
  expect(identities).toEqual([{ name: noor.account, source: 'password' }, account]);
});

it('signs out and names the account when forgetting credentials', async () => {
  const { signIn, identities, signOut, stored, refresh } = make({ stored: noor });
  await signIn.start();
  expect(signIn.state.kept).toBe(true);
  await signIn.withPassword(noor, false);
  await signIn.forget();
  expect(stored()).toBeNull();
  expect(signIn.state).toEqual({ identity: account, needed: null, kept: false });
  expect(identities.at(-1)).toEqual(account);
  expect(signOut).toHaveBeenCalledTimes(1);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it.each<[string, WindowOutcome, string | null, Identity, number]>([
  ['signed in', { outcome: 'signed-in', name: 'noor@desk.example' }, null, { name: 'noor@desk.example', source: 'federation' }, 1],
  ['signed in without a name', { outcome: 'signed-in', name: null }, null, account, 1],
  ['closed', { outcome: 'closed' }, null, account, 0],
  ['redirected elsewhere', { outcome: 'blocked', host: 'elsewhere.example' }, 'elsewhere.example', account, 0],
])('handles a sign-in page that was %s', async (_, outcome, blocked, identity, refreshed) => {
  let opened = 0;
  const { signIn, refresh } = make({
    openWindow: () => {
      opened += 1;
      return Promise.resolve(outcome);
    },
  });
  signIn.connectionChanged(signedOut({ status: 0 }));
  const both = [signIn.throughWindow(), signIn.throughWindow()];
  expect(await Promise.all(both)).toEqual([ok({}), ok({})]);
  expect(opened).toBe(1);
  expect(signIn.state).toMatchObject({ identity, needed: { way: 'federation', blocked } });
  expect(refresh).toHaveBeenCalledTimes(refreshed);
});

it.each<[Identity['source'], string]>([
  ['ticket', 'noor@DESK.EXAMPLE'],
  ['account', 'noor@DESK.EXAMPLE'],
  ['password', 'EXAMPLE\\noor'],
])("reads the ticket's owner on request, where a %s acts", async (source, name) => {
  const before: Identity = { name: source === 'password' ? name : 'bram@DESK.EXAMPLE', source };
  let now: Identity = source === 'password' ? account : before;
  const { signIn, identities } = make({ systemIdentity: () => Promise.resolve(now) });
  if (source === 'password') await signIn.withPassword({ account: name, password: 'right' }, false);
  else await signIn.look();
  now = { name: 'noor@DESK.EXAMPLE', source: 'ticket' };
  await signIn.look();
  expect(signIn.state.identity.name).toBe(name);
  expect(identities.at(-1)?.name).toBe(name);
});

it.each(['EXAMPLE\\noor:x', 'noor;x', 'no\u202eor'])('tries no name that server and station would read differently: %j', async (name) => {
  const { signIn, checkPassword, identities } = make();
  expect(await signIn.withPassword({ ...noor, account: name }, false)).toMatchObject({
    ok: false,
    error: { code: 'account-name-refused' },
  });
  expect(checkPassword).not.toHaveBeenCalled();
  expect(identities).toEqual([]);
});

function makeWithToken(renewals: boolean[]) {
  const token = { canRenew: true, renew: vi.fn(() => Promise.resolve(renewals.shift() ?? false)), drop: vi.fn() };
  return { ...make({ token, openWindow: () => Promise.resolve({ outcome: 'signed-in', name: noor.account }) }), token };
}

it('renews a refused token without asking anyone', async () => {
  const { signIn, token, states, identities, refresh } = makeWithToken([true]);
  await signIn.throughWindow();
  signIn.connectionChanged(signedOut({}));
  await vi.waitFor(() => {
    expect(refresh).toHaveBeenCalledTimes(2);
  });
  expect(token.renew).toHaveBeenCalledTimes(1);
  expect(states.every(({ needed }) => needed === null)).toBe(true);
  expect(identities).toEqual([{ name: noor.account, source: 'federation' }]);
  expect(token.drop).not.toHaveBeenCalled();
});

it.each<[string, ConnectionState]>([
  ['401', signedOut({ offers: ['basic'] })],
  ['a page', signedOut({ status: 200 })],
  ['a redirect', signedOut({ status: 0 })],
])('asks for the sign-in page after %s if no renewal helps, and drops token and name', async (_, line) => {
  const { signIn, token, identities } = makeWithToken([]);
  await signIn.throughWindow();
  signIn.connectionChanged(line);
  await vi.waitFor(() => {
    expect(signIn.state.needed).toEqual({ way: 'federation', blocked: null });
    expect(identities.at(-1)).toEqual(account);
  });
  expect(token.drop).toHaveBeenCalledTimes(1);
});

it('renews no token after a page, which would come again', () => {
  const { signIn, token } = makeWithToken([true]);
  signIn.connectionChanged(signedOut({ status: 200 }));
  expect(token.renew).not.toHaveBeenCalled();
});

it('accepts no password where a token identifies the person', async () => {
  const { signIn, checkPassword } = makeWithToken([]);
  expect(await signIn.withPassword(noor, false)).toEqual(fail({ code: 'sign-in-not-asked' }));
  expect(checkPassword).not.toHaveBeenCalled();
});

it('reports why a sign-in gave no token', async () => {
  const problem: TokenProblem = { code: 'not-genuine', detail: 'nonce' };
  const { signIn, identities } = make({ openWindow: () => Promise.resolve({ outcome: 'refused', problem }) });
  expect(await signIn.throughWindow()).toEqual(fail({ code: 'token-sign-in-failed', problem }));
  expect(identities).toEqual([]);
});
