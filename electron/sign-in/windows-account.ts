import { runWindowsProgram, type RunWindowsProgram } from '../core/run-windows-program.js';

/** SIDs of domain or local accounts ([MS-DTYP] 2.4.2.4); Windows' own and Entra ID's differ. */
const ACCOUNT_SID = /^S-1-5-21-\d+-\d+-\d+-\d+$/;

/**
 * Returns the domain account of this process by its token, e.g. `EXAMPLE\noor`; null for a local account, or if Windows does
 * not say. Ignores the environment, which the user can change.
 * @param account the account's name without domain
 */
export async function windowsDomainAccount(account: string, ask: RunWindowsProgram = runWindowsProgram): Promise<string | null> {
  const [who, computer] = await Promise.all([ask('whoami.exe', ['/user', '/fo', 'csv', '/nh']), ask('hostname.exe', [])]);
  const [, domain = '', name = '', sid = ''] = /^"([^"\\]+)\\([^"]+)","([^"]+)"$/.exec(who?.trim() ?? '') ?? [];
  const isAccount = ACCOUNT_SID.test(sid) && /^[\x21-\x7e]+$/.test(domain) && plain(name) === plain(account);
  // A local account's domain is the computer's NetBIOS name: the first 15 characters of its name.
  const own = computer?.trim().split('.')[0]?.slice(0, 15).toLowerCase() ?? '';
  return isAccount && own !== '' && domain.toLowerCase() !== own ? `${domain.toUpperCase()}\\${account}` : null;
}

/** Lower case, without characters that depend on the console's code page. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\x20-\x7e]/g, '?');
}
