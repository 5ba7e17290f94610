import { readFile } from 'node:fs/promises';
import type { Identity } from '../../shared/sign-in.js';

export interface TicketSource {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly uid: number | undefined;
  /** The account of the computer. */
  readonly account: string;
}

/**
 * Who the account of this computer is in its domain: under Windows what it signed in as, elsewhere whose ticket is in its
 * Kerberos cache, where that is a file; else the account itself.
 */
export async function systemIdentity({ platform, env, uid, account }: TicketSource): Promise<Identity> {
  if (platform === 'win32') {
    const domain = env['USERDOMAIN'];
    // Without a domain, Windows names the computer itself.
    const isInDomain = domain !== undefined && domain !== '' && domain !== env['COMPUTERNAME'];
    return isInDomain ? { name: `${domain}\\${account}`, source: 'ticket' } : { name: account, source: 'account' };
  }
  try {
    const file = ticketFile(env['KRB5CCNAME'], uid);
    const principal = file === null ? null : principalOf(await readFile(file));
    if (principal !== null) return { name: principal, source: 'ticket' };
  } catch {
    // No cache, or one that is not ours to read: the account has no ticket that could be named.
  }
  return { name: account, source: 'account' };
}

/** The cache's file, as MIT Kerberos finds it; null for caches that are no files. */
function ticketFile(name: string | undefined, uid: number | undefined): string | null {
  if (name === undefined || name === '') return uid === undefined ? null : `/tmp/krb5cc_${String(uid)}`;
  const [, kind, rest = ''] = /^(?:([A-Z]+):)?(.*)$/.exec(name) ?? [];
  return kind === undefined || kind === 'FILE' ? rest : null;
}

/**
 * The default principal of a credential cache file, as `name@REALM` (MIT Kerberos, "Credential cache file format",
 * versions 3 and 4); null for anything else.
 */
export function principalOf(cache: Buffer): string | null {
  let at = 0;
  const take = (bytes: number): Buffer => {
    if (bytes > cache.length - at) throw new RangeError('The cache is cut short');
    at += bytes;
    return cache.subarray(at - bytes, at);
  };
  const text = (): string => take(take(4).readUInt32BE()).toString('utf8');
  try {
    const version = take(2).readUInt16BE();
    if (version !== 0x0503 && version !== 0x0504) return null;
    if (version === 0x0504) take(take(2).readUInt16BE());
    take(4); // the kind of name
    const components = take(4).readUInt32BE();
    const realm = text();
    if (components === 0 || components > 16) return null;
    return `${Array.from({ length: components }, text).join('/')}@${realm}`;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
