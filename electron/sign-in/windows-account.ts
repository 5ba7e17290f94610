import { runWindowsProgram, type RunWindowsProgram } from '../core/run-windows-program.js';

/** Accounts of a domain or of a computer ([MS-DTYP] 2.4.2.4); those of Windows itself and of Entra ID have others. */
const ACCOUNT_SID = /^S-1-5-21-\d+-\d+-\d+-\d+$/;

/**
 * Returns the domain account that this process runs as, as its token has it, e.g. `EXAMPLE\noor`; null for an account of the
 * computer itself, and where Windows does not say. The environment, which is the user's to change, says nothing here.
 *
 * @param account the name of the token's account, without its domain
 */
export async function windowsDomainAccount(account: string, ask: RunWindowsProgram = runWindowsProgram): Promise<string | null> {
  const [who, computer] = await Promise.all([ask('whoami.exe', ['/user', '/fo', 'csv', '/nh']), ask('hostname.exe', [])]);
  const [, domain = '', name = '', sid = ''] = /^"([^"\\]+)\\([^"]+)","([^"]+)"$/.exec(who?.trim() ?? '') ?? [];
  const isAccount = ACCOUNT_SID.test(sid) && /^[\x21-\x7e]+$/.test(domain) && plain(name) === plain(account);
  // An account of the computer has the computer's NetBIOS name for a domain: the first 15 letters of its own name.
  const own = computer?.trim().split('.')[0]?.slice(0, 15).toLowerCase() ?? '';
  return isAccount && own !== '' && domain.toLowerCase() !== own ? `${domain.toUpperCase()}\\${account}` : null;
}

/** In lower case, without the letters that a console's code page writes in its own way. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\x20-\x7e]/g, '?');
}
