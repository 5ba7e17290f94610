import type { Identity } from '../../shared/sign-in.js';
import type { RunWindowsProgram } from '../core/run-windows-program.js';
import { readExternalFile } from '../core/external-file.js';
import { windowsDomainAccount } from './windows-account.js';

/** Bytes; a ticket cache has a few KiB per service. */
const LARGEST_CACHE = 4 * 1024 * 1024;

export interface SystemIdentityDeps {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly uid: number | undefined;
  /** The account the station runs under. */
  readonly account: string;
  /** Runs Windows' own programs; used on Windows only. */
  readonly askWindows?: RunWindowsProgram;
}

/** Kerberos name types (RFC 4120 §6.2): unknown, principal, and enterprise, which may have a suffix other than the realm. */
const [UNKNOWN, PRINCIPAL, ENTERPRISE] = [0, 1, 10];

/**
 * Returns the domain identity of the account the station runs under: on Windows from the process token, elsewhere from a
 * file-based Kerberos cache; otherwise the account itself.
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
    // No cache, or an unreadable one: the account has no ticket to name.
  }
  return { name: account, source: 'account' };
}

/** Returns the cache file as MIT Kerberos finds it; null if the cache is not a file. */
function ticketFile(name: string | undefined, uid: number | undefined): string | null {
  if (name === undefined || name === '') return uid === undefined ? null : `/tmp/krb5cc_${String(uid)}`;
  const [, kind, rest = ''] = /^(?:([A-Z]+):)?(.*)$/.exec(name) ?? [];
  return kind === undefined || kind === 'FILE' ? rest : null;
}

/**
 * Returns the principal of a credential cache file (MIT Kerberos, "Credential cache file format", versions 3 and 4):
 * `name@REALM`, or an enterprise name such as `name@suffix` alone, which is already the name in Active Directory (RFC 6806 §5);
 * null for anything else.
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
    // Samba and Windows treat a single name with an @ as an enterprise name, whatever its type.
    const isEnterprise = names.length === 1 && only.includes('@') && [UNKNOWN, PRINCIPAL, ENTERPRISE].includes(nameType);
    return isEnterprise ? only : `${names.join('/')}@${realm}`;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
