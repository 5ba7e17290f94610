import { expect, it } from 'vitest';
import { accountProblemOf, needsCard, stateOf } from './account-problem.js';

const words = (data: string): string =>
  `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data ${data}, v4563 Code: 0x31`;

it.each([
  ['533', 'account-disabled'],
  ['701', 'account-expired'],
  ['775', 'account-locked'],
  ['532', 'password-expired'],
  ['773', 'password-must-change'],
  ['530', 'outside-hours'],
  ['531', 'other-workstations'],
  ['52F', 'account-restricted'],
  ['52e', null],
  ['525', null],
  ['7750', null],
])('reads data %s of a refused sign-in', (data, problem) => {
  expect(accountProblemOf(words(data))).toBe(problem);
});

it("takes other directories' messages as a wrong password", () => {
  for (const text of ['', 'Invalid credentials Code: 0x31', 'data 533']) expect(accountProblemOf(text)).toBeNull();
});

const now = new Date('2026-01-05T08:00:00.000Z');
const ticks = (date: string): string => String(116_444_736_000_000_000n + BigInt(Date.parse(date)) * 10_000n);
it.each([
  [{ userAccountControl: '512' }, null],
  [{ useraccountcontrol: '514' }, 'account-disabled'],
  [{ userAccountControl: '66050', accountExpires: '0' }, 'account-disabled'],
  [{ userAccountControl: '-2147483646' }, 'account-disabled'],
  [{ userAccountControl: '512', accountExpires: '9223372036854775807' }, null],
  [{ userAccountControl: '512', accountExpires: '0' }, null],
  [{ accountExpires: ticks('2026-01-05T08:00:00.000Z') }, 'account-expired'],
  [{ ACCOUNTEXPIRES: ticks('2026-01-05T08:00:01.000Z') }, null],
  [{ nsAccountLock: 'TRUE' }, 'account-disabled'],
  [{ nsAccountLock: 'false', userAccountControl: [], accountExpires: [] }, null],
  [{ userAccountControl: 'much', accountExpires: 'never' }, null],
  [{}, null],
])("reads an account's state from %j", (entry, state) => {
  expect(stateOf(entry, now)).toBe(state);
});

it('detects accounts that need a smart card', () => {
  expect(needsCard({ userAccountControl: '262656' })).toBe(true);
  expect(needsCard({ userAccountControl: '512' })).toBe(false);
});
