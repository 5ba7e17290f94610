import type { Identity } from '../../shared/sign-in.js';
import type { RunWindowsProgram } from '../core/run-windows-program.js';
import { readExternalFile } from '../core/external-file.js';
import { windowsDomainAccount } from './windows-account.js';

/** A ticket cache has a few KiB for each service. */
const LARGEST_CACHE = 4 * 1024 * 1024;

export interface SystemIdentityDeps {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly uid: number | undefined;
  /** The account of the computer. */
  readonly account: string;
  /** Asks Windows' own programs, where this is Windows. */
  readonly askWindows?: RunWindowsProgram;
}

/** Types of names in Kerberos (RFC 4120 §6.2): not said, one in a realm, and one that may have a suffix other than the realm. */
const [UNKNOWN, PRINCIPAL, ENTERPRISE] = [0, 1, 10];

/**
 * Who the account of this computer is in its domain: under Windows whom the token of this process names, elsewhere whose ticket is
 * in its Kerberos cache, where that is a file; else the account itself.
 */
export async function systemIdentity({ platform, env, uid, account, askWindows }: SystemIdentityDeps): Promise<Identity> {
  if (platform === 'win32') {
    const inDomain = await windowsDomainAccount(account, askWindows);
    return inDomain === null ? { name: account, source: 'account' } : { name: inDomain, source: 'ticket' };
  }
  try {
    const file = ticketFile(env['KRB5CCNAME'], uid);
    const principal = file === null ? null : principalOf(await readExternalFile(file, { mostBytes: LARGEST_CACHE, limitMs: 5_000 }));
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
 * Returns whose tickets a credential cache file holds (MIT Kerberos, "Credential cache file format", versions 3 and 4):
 * `name@REALM`, or an enterprise name such as `name@suffix` by itself, which already says what Active Directory knows the
 * account by (RFC 6806 §5); null for anything else.
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
    const nameType = take(4).readUInt32BE();
    const components = take(4).readUInt32BE();
    const realm = text();
    if (components === 0 || components > 16) return null;
    const names = Array.from({ length: components }, text);
    const [only = ''] = names;
    // Samba and Windows look a single name with an @ in it up as an enterprise name, whatever type the client gives it.
    const isEnterprise = names.length === 1 && only.includes('@') && [UNKNOWN, PRINCIPAL, ENTERPRISE].includes(nameType);
    return isEnterprise ? only : `${names.join('/')}@${realm}`;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
