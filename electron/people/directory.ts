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
  /** Where the search begins, e.g. `DC=example,DC=com`. */
  readonly baseDn: string;
  /** Who to sign in as; null to ask without (few directories answer then). */
  readonly signIn: { readonly dn: string; readonly password: string } | null;
  /** Secures an `ldap://` connection before anything is sent over it (RFC 4511 §4.14). */
  readonly startTls?: boolean;
  /** The issuers to trust, asked for each connection; without them the roots this program was built with. */
  readonly trust?: () => DirectoryTrust;
  /** Shared by all that signs in with the same name and password; without it each try is made. */
  readonly gate?: SignInGate | null;
  readonly connectLimitMs?: number;
  /** How long each single operation may take, ms. */
  readonly answerLimitMs?: number;
}

/** Options of a secure context (`tls.createSecureContext`). */
export interface DirectoryTrust {
  /** PEM. */
  readonly ca: readonly string[];
  /** Has an issuer be the end of a way, though it is no root. Not known to Node 18. */
  readonly allowPartialTrustChain: boolean;
}

/**
 * Why the directory could not be asked.
 * - `insecure`: a password would go over the network in the clear; nothing was sent.
 * - `sign-in-refused`: it does not take the name and password.
 * - `base-unknown`: it has no entry where the search is to begin.
 * - `failed`: no connection, no trust in its certificate, or an error of its own; `detail` says which.
 * - `no-password`, `no-authorities`: what it would be asked with is missing.
 */
export type DirectoryError = DirectoryFailure;

/** An LDAP directory that knows people by their GUIDs. */
export interface Directory {
  /**
   * Looks users up by their GUIDs (lower case). The map has those the directory knows. All or nothing: a lookup that
   * breaks off is an error.
   */
  find(userIds: readonly string[]): Promise<Result<ReadonlyMap<string, KnownPerson>, DirectoryError>>;
  /** A user's photo, as the directory has it, unchecked; null when there is none. */
  photo(userId: string): Promise<Result<Uint8Array | null, DirectoryError>>;
  /** Why a user's account may not be used; null: nothing is known against it, or of it. */
  problem(userId: string): Promise<Result<Unusable | null, DirectoryError>>;
}

/** Users in one search: directories limit the length of a filter. */
const BATCH = 100;

/**
 * Makes a directory. Each lookup is a connection of its own; entries elsewhere that it refers to are not followed,
 * so that credentials go nowhere but to the configured server.
 */
export function createDirectory(options: DirectoryOptions): Directory {
  const { naming, baseDn } = options;

  const search = async (client: Client, userIds: readonly string[], attributes: string[]): Promise<DirectoryEntry[]> => {
    const how: SearchOptions = {
      scope: 'sub',
      filter: filterFor(naming, userIds),
      attributes,
      explicitBufferAttributes: binaryAttributes(naming),
      // Active Directory cuts an unpaged answer at its own limit. A page that is just full is followed by an empty one.
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
 * Runs work over a connection of its own, secured and signed in as the options say, and ended afterwards.
 *
 * @returns what the work came to; whatever it or the connection threw, as an error
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
    return fail({ code: 'insecure', detail: `${url} is not secured` });
  }
  const refused = signIn === null ? null : (gate?.refusal ?? null);
  if (refused !== null) return fail(refused);
  const tlsOptions = {
    minVersion: 'TLSv1.2' as const,
    // Whatever the environment says of it.
    rejectUnauthorized: true,
    // An address has no place in the name that is asked for (RFC 6066 §3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // Node would compare the certificate with `localhost` where a connection by address is secured later.
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
    // Without a name, a directory hides entries as if they were not there.
    const failure = directoryError(error);
    return fail(signIn === null && failure.code === 'base-unknown' ? { ...failure, code: 'failed' } : failure);
  } finally {
    // The answer is known by now; a connection that is gone already cannot be taken leave of.
    await client.unbind().catch(() => undefined);
  }
}

function trusting(trust: DirectoryTrust | undefined): ConnectionOptions {
  return trust === undefined ? {} : { ...trust, ca: [...trust.ca] };
}

/** ldapts reads an IPv6 address out of a URL as eight decimal numbers; this one connects to the address. */
class DirectoryClient extends Client {
  constructor(options: ClientOptions, host: string) {
    super(options);
    Reflect.set(this, 'host', host);
  }
}

/** The name or address in a URL, an IPv6 address without its brackets, a name without the dot of its root. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** Results that say that there is no such entry here (RFC 4511 §4.1.9): a referral, noSuchObject, invalidDNSyntax. */
const NOT_HERE = [10, 32, 34];

function directoryError(error: unknown): DirectoryError {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidCredentialsError) return { code: 'sign-in-refused', detail };
  return { code: error instanceof ResultCodeError && NOT_HERE.includes(error.code) ? 'base-unknown' : 'failed', detail };
}
