import { describe, expect, it } from 'vitest';
import type { RunWindowsProgram } from '../core/run-windows-program.js';
import { windowsDomainAccount } from './windows-account.js';

const SID = 'S-1-5-21-1004336348-1177238915-682003330-1104';
const windows =
  (who: string | null, computer: string | null = 'DESK-07\r\n'): RunWindowsProgram =>
  (program) =>
    Promise.resolve(program === 'whoami.exe' ? who : computer);

describe("the process token's account", () => {
  it.each([
    ['an account of a domain', `"example\\noor","${SID}"\r\n`, 'DESK-07\r\n', 'noor', 'EXAMPLE\\noor'],
    ['an account whose name a console writes in its own code page', `"example\\ren\x82","${SID}"\r\n`, 'DESK-07', 'René', 'EXAMPLE\\René'],
    ['an account of this computer', `"desk-07\\noor","${SID}"`, 'DESK-07', 'noor', null],
    [
      'an account of this computer, whose name is longer than NetBIOS has',
      `"enrolment-desk-\\noor","${SID}"`,
      'enrolment-desk-0001',
      'noor',
      null,
    ],
    ['Windows itself', '"nt authority\\system","S-1-5-18"', 'DESK-07', 'SYSTEM', null],
    ['an account of Entra ID', '"azuread\\noor","S-1-12-1-1-2-3-4"', 'DESK-07', 'noor', null],
    ['another account', `"example\\bram","${SID}"`, 'DESK-07', 'noor', null],
    ['a domain with an unreadable name', `"ex\x82mple\\noor","${SID}"`, 'DESK-07', 'noor', null],
    ['nothing', '', 'DESK-07', 'noor', null],
    ['a missing computer name', `"example\\noor","${SID}"`, '', 'noor', null],
  ])('%s', async (_what, who, computer, account, expected) => {
    expect(await windowsDomainAccount(account, windows(who, computer))).toBe(expected);
  });

  it('is null if Windows cannot be asked', async () => {
    expect(await windowsDomainAccount('noor', windows(null))).toBeNull();
    expect(await windowsDomainAccount('noor', windows(`"example\\noor","${SID}"`, null))).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('is null on other platforms', async () => {
    expect(await windowsDomainAccount('noor')).toBeNull();
  });
});
