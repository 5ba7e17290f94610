import { beforeEach, expect, it, vi } from 'vitest';
import type { DirectoryError } from './directory.js';
import { REFUSED_MS, SignInGate, UNUSABLE_MS } from './sign-in-gate.js';

const refused = (data: string): DirectoryError => ({
  code: 'sign-in-refused',
  detail: `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${data}, v1db1 Code: 0x31`,
});

let time: number;
let gate: SignInGate;
beforeEach(() => {
  time = 0;
  gate = new SignInGate(() => time);
});

it('tries a refused password once, for all callers, and again only after longer than a lockout', async () => {
  const bind = vi.fn(() => Promise.resolve(refused('52e')));
  // People, photos, roles and an approval at the same time.
  expect(await Promise.all([1, 2, 3, 4].map(() => gate.signIn(bind)))).toEqual(Array.from({ length: 4 }, () => refused('52e')));
  expect(bind).toHaveBeenCalledTimes(1);
  time = REFUSED_MS - 1;
  expect(gate.refusal).toEqual(refused('52e'));
  await gate.signIn(bind);
  expect(bind).toHaveBeenCalledTimes(1);
  time = REFUSED_MS;
  expect(gate.refusal).toBeNull();
  await gate.signIn(bind);
  expect(bind).toHaveBeenCalledTimes(2);
});

it.each(['775', '532', '773', '533', '701', '530', '531', '52f'])('asks again soon if the account cannot sign in now: %s', async (data) => {
  await gate.signIn(() => Promise.resolve(refused(data)));
  time = UNUSABLE_MS - 1;
  expect(gate.refusal).toEqual(refused(data));
  time = UNUSABLE_MS;
  expect(gate.refusal).toBeNull();
});

it('lets everyone try if the directory did not check the password', async () => {
  expect(await gate.signIn(() => Promise.resolve({ code: 'failed', detail: 'ECONNREFUSED' }))).toMatchObject({ code: 'failed' });
  await expect(gate.signIn(() => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
  expect(gate.refusal).toBeNull();
  expect(await gate.signIn(() => Promise.resolve(null))).toBeNull();
});
