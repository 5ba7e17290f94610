import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { Client, InvalidCredentialsError, ResultCodeError, type ClientOptions, type SearchOptions } from 'ldapts';
import type { DirectoryFailure, KnownPerson } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { binaryAttributes, filterFor, personAttributes, personOf, photoAttributes, photoOf, type Naming } from './directory-entries.js';
import type { Unusable } from '../../shared/account-problems.js';
import { stateAttributes, stateOf } from './account-problem.js';
import type { DirectoryEntry } from './attributes.js';
import type { SignInGate } from './sign-in-gate.js';

export interface DirectoryOptions {
  /** `ldaps://host[:port]`, or `ldap://host[:port]`. */
  readonly url: string;
  readonly naming: Naming;
  /** Base DN of the search, e.g. `DC=example,DC=com`. */
  readonly baseDn: string;
  /** Credentials; null for anonymous access, which few directories allow. */
  readonly signIn: { readonly dn: string; readonly password: string } | null;
  /** Secures an `ldap://` connection before anything is sent over it (RFC 4511 §4.14). */
  readonly startTls?: boolean;
  /** Returns the trusted issuers, for each connection; default: Node's built-in roots. */
  readonly trust?: () => DirectoryTrust;
  /** Shared by everything that signs in with the same credentials; without it each try is made. */
  readonly gate?: SignInGate | null;
  readonly connectLimitMs?: number;
  /** Time limit for each operation, ms. */
  readonly answerLimitMs?: number;
}

/** TLS trust settings (`tls.createSecureContext`). */
export interface DirectoryTrust {
  /** PEM. */
  readonly ca: readonly string[];
  /** Accepts an issuer in `ca` as the end of a chain even if it is not a root. Unknown to Node 18. */
  readonly allowPartialTrustChain: boolean;
}

/**
 * Why the directory could not be asked.
 * - `insecure`: a password would be sent unencrypted; nothing was sent.
 * - `sign-in-refused`: it refuses the name and password.
 * - `base-unknown`: the base DN does not exist.
 * - `failed`: no connection, an untrusted certificate, or an error of the directory; see `detail`.
 * - `no-password`, `no-authorities`: the password or the certificates are missing.
 */
export type DirectoryError = DirectoryFailure;

/** An LDAP directory that identifies people by GUID. */
export interface Directory {
  /** Looks up users by GUID (lower case). The map holds the known ones. A lookup that breaks off is an error, never a partial result. */
  find(userIds: readonly string[]): Promise<Result<ReadonlyMap<string, KnownPerson>, DirectoryError>>;
  /** Returns a user's photo, unchecked; null if there is none. */
  photo(userId: string): Promise<Result<Uint8Array | null, DirectoryError>>;
  /** Returns why a user's account may not be used; null if nothing is known against it. */
  problem(userId: string): Promise<Result<Unusable | null, DirectoryError>>;
}

/** Users per search; directories limit the length of a filter. */
const BATCH = 100;

/**
 * Creates a directory. Each lookup uses its own connection. Referrals are not followed, so credentials go only to the
 * configured server.
 */
export function createDirectory(options: DirectoryOptions): Directory {
  const { naming, baseDn } = options;

  const search = async (client: Client, userIds: readonly string[], attributes: string[]): Promise<DirectoryEntry[]> => {
    const how: SearchOptions = {
      scope: 'sub',
      filter: filterFor(naming, userIds),
      attributes,
      explicitBufferAttributes: binaryAttributes(naming),
      // Active Directory truncates unpaged answers. A full page is followed by an empty one.
      paged: { pageSize: BATCH + 1 },
    };
    return (await client.search(baseDn, how)).searchEntries;
  };

  return {
    find: (userIds) =>
      withClient(options, async (client) => {
        const asked = new Set(userIds);
        const found = new Map<string, KnownPerson>();
        const ids = [...asked];
        for (let at = 0; at < ids.length; at += BATCH) {
          for (const entry of await search(client, ids.slice(at, at + BATCH), personAttributes(naming))) {
            const person = personOf(naming, entry);
            if (person !== null && asked.has(person.userId)) found.set(person.userId, person);
          }
        }
        return found;
      }),

    photo: (userId) =>
      withClient(options, async (client) => {
        const entries = await search(client, [userId], photoAttributes(naming));
        return entries.map((entry) => photoOf(naming, entry)).find((photo) => photo !== null) ?? null;
      }),

    problem: (userId) =>
      withClient(options, async (client) => {
        const [entry = {}] = await search(client, [userId], [...stateAttributes]);
        return stateOf(entry, new Date());
      }),
  };
}

/**
 * Runs work over a new connection, secured and signed in by the options, and closes it.
 * @returns the work's result, or an error for anything thrown
 */
export async function withClient<T>(
  options: Omit<DirectoryOptions, 'naming' | 'baseDn'>,
  work: (client: Client) => Promise<T>,
): Promise<Result<T, DirectoryError>> {
  const { url, signIn, startTls = false, trust, gate, connectLimitMs = 5_000, answerLimitMs = 10_000 } = options;
  const { protocol } = new URL(url);
  const host = hostOf(url);
  const isLoopback = ['localhost', '127.0.0.1', '::1'].includes(host);
  if (signIn !== null && protocol === 'ldap:' && !startTls && !isLoopback) {
    return fail({ code: 'insecure', detail: `${url} is not encrypted` });
  }
  const refused = signIn === null ? null : (gate?.refusal ?? null);
  if (refused !== null) return fail(refused);
  const tlsOptions = {
    minVersion: 'TLSv1.2' as const,
    // Overrides the environment.
    rejectUnauthorized: true,
    // Server name indication does not allow addresses (RFC 6066 §3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // With StartTLS by address, Node would compare the certificate with `localhost`.
    checkServerIdentity: (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
    ...trusting(trust?.()),
  };
  const client = new DirectoryClient(
    {
      url,
      timeout: answerLimitMs,
      connectTimeout: connectLimitMs,
      ...(protocol === 'ldaps:' ? { tlsOptions } : {}),
    },
    host,
  );
  try {
    if (startTls && protocol === 'ldap:') await client.startTLS(tlsOptions);
    if (signIn !== null) {
      const { dn, password } = signIn;
      const bind = (): Promise<DirectoryError | null> => client.bind(dn, password).then(() => null, directoryError);
      const error = await (gate ? gate.signIn(bind) : bind());
      if (error !== null) return fail(error);
    }
    return ok(await work(client));
  } catch (error) {
    // Without a sign-in, a directory may hide entries as if they did not exist.
    const failure = directoryError(error);
    return fail(signIn === null && failure.code === 'base-unknown' ? { ...failure, code: 'failed' } : failure);
  } finally {
    // The result is known; a lost connection cannot be closed properly.
    await client.unbind().catch(() => undefined);
  }
}

function trusting(trust: DirectoryTrust | undefined): ConnectionOptions {
  return trust === undefined ? {} : { ...trust, ca: [...trust.ca] };
}

/** ldapts parses an IPv6 address in a URL into eight decimal numbers; this connects to the address itself. */
class DirectoryClient extends Client {
  constructor(options: ClientOptions, host: string) {
    super(options);
    Reflect.set(this, 'host', host);
  }
}

/** Returns a URL's host name without the final dot, or its address without brackets. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** Results that mean that there is no such entry (RFC 4511 §4.1.9): referral, noSuchObject, invalidDNSyntax. */
const NOT_HERE = [10, 32, 34];

function directoryError(error: unknown): DirectoryError {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidCredentialsError) return { code: 'sign-in-refused', detail };
  return { code: error instanceof ResultCodeError && NOT_HERE.includes(error.code) ? 'base-unknown' : 'failed', detail };
}
