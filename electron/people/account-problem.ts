import type { AccountProblem, Unusable } from '../../shared/account-problems.js';
import { textsOf, type DirectoryEntry } from './attributes.js';

/** Codes that Active Directory adds to a refused sign-in, in hex: system error codes (MS-ERREF §2.2). */
const CODES: Readonly<Record<string, AccountProblem>> = {
  '52f': 'account-restricted',
  '530': 'outside-hours',
  '531': 'other-workstations',
  '532': 'password-expired',
  '533': 'account-disabled',
  '701': 'account-expired',
  '773': 'password-must-change',
  '775': 'account-locked',
};

/** Returns the account's problem from the text of a refused sign-in; null: wrong name or password. */
export function accountProblemOf(words: string): AccountProblem | null {
  const [, code = ''] = /AcceptSecurityContext error, data ([0-9a-f]+)/i.exec(words) ?? [];
  return CODES[code.toLowerCase()] ?? null;
}

/** Attributes needed to tell an account's state. */
export const stateAttributes = ['userAccountControl', 'accountExpires', 'nsAccountLock'] as const;

/** Bits of `userAccountControl` (MS-ADTS §2.2.16). */
const [DISABLED, SMART_CARD_REQUIRED] = [0x2, 0x40000];
/** 1 January 1970 in units of 100 ns since 1601. */
const EPOCH = 116_444_736_000_000_000n;

/** Returns why an account may not be used, by its entry; null if it may. */
export function stateOf(entry: DirectoryEntry, now: Date): Unusable | null {
  if ((controlOf(entry) & DISABLED) !== 0) return 'account-disabled';
  if (textsOf(entry, 'nsAccountLock').some((text) => text.toLowerCase() === 'true')) return 'account-disabled';
  const [expires = ''] = textsOf(entry, 'accountExpires');
  if (!/^\d{1,19}$/.test(expires)) return null;
  const at = BigInt(expires);
  // 0 and the largest number both mean never (MS-ADA1 §2.2).
  if (at === 0n || at === 0x7fff_ffff_ffff_ffffn) return null;
  return at <= EPOCH + BigInt(now.getTime()) * 10_000n ? 'account-expired' : null;
}

/** Whether an account signs in with a smart card only, so that its password is unknown to people. */
export function needsCard(entry: DirectoryEntry): boolean {
  return (controlOf(entry) & SMART_CARD_REQUIRED) !== 0;
}

function controlOf(entry: DirectoryEntry): number {
  const [control = ''] = textsOf(entry, 'userAccountControl');
  return /^-?\d{1,10}$/.test(control) ? Number(control) : 0;
}
