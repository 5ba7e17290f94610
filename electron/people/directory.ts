import { isIP } from 'node:net';
import { Client, InvalidCredentialsError, type SearchOptions } from 'ldapts';
import type { DirectoryTrouble, KnownPerson } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import {
  binaryAttributes,
  filterFor,
  personAttributes,
  personOf,
  photoAttributes,
  photoOf,
  type Naming,
} from './directory-entries.js';
import type { DirectoryEntry } from './attributes.js';

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
  /** The roots to trust, as PEM; without them the ones this program was built with. */
  readonly ca?: readonly string[];
  readonly connectLimitMs?: number;
  /** How long each single operation may take, ms. */
  readonly answerLimitMs?: number;
}

/**
 * Why the directory could not be asked.
 * - `insecure`: a password would go over the network in the clear; nothing was sent.
 * - `sign-in-refused`: it does not take the name and password.
 * - `failed`: no connection, no trust in its certificate, or an error of its own; `detail` says which.
 * - `no-password`, `no-authorities`: what it would be asked with is missing.
 */
export type DirectoryError = DirectoryTrouble;

/** An LDAP directory that knows people by their GUIDs. */
export interface Directory {
  /**
   * Looks users up by their GUIDs (lower case). The map has those the directory knows. All or nothing: a lookup that
   * breaks off is an error.
   */
  find(userIds: readonly string[]): Promise<Result<ReadonlyMap<string, KnownPerson>, DirectoryError>>;
  /** A user's photo, as the directory has it, unchecked; null when there is none. */
  photo(userId: string): Promise<Result<Uint8Array | null, DirectoryError>>;
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
      // Active Directory cuts an unpaged answer at its own limit.
      paged: { pageSize: BATCH },
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
  const { url, signIn, startTls = false, ca, connectLimitMs = 5_000, answerLimitMs = 10_000 } = options;
  const { protocol, hostname } = new URL(url);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (signIn !== null && protocol === 'ldap:' && !startTls && !isLoopback) {
    return fail({ code: 'insecure', detail: `${url} is not secured` });
  }
  const tlsOptions = {
    minVersion: 'TLSv1.2' as const,
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    ...(ca === undefined ? {} : { ca: [...ca] }),
  };
  const client = new Client({
    url,
    timeout: answerLimitMs,
    connectTimeout: connectLimitMs,
    ...(protocol === 'ldaps:' ? { tlsOptions } : {}),
  });
  try {
    if (startTls && protocol === 'ldap:') await client.startTLS(tlsOptions);
    if (signIn !== null) await client.bind(signIn.dn, signIn.password);
    return ok(await work(client));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail({ code: error instanceof InvalidCredentialsError ? 'sign-in-refused' : 'failed', detail });
  } finally {
    // The answer is known by now; a connection that is gone already cannot be taken leave of.
    await client.unbind().catch(() => undefined);
  }
}
