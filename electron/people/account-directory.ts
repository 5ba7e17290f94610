import { EqualityFilter, ExtensibleFilter, InvalidDNSyntaxError, NoSuchObjectError, type Client, type Filter } from 'ldapts';
import { fail, ok, type Result } from '../../shared/result.js';
import { accountName, writtenName } from '../core/account-name.js';
import type { AccountProblem, Unusable } from '../../shared/account-problems.js';
import { accountProblemOf, needsCard, stateAttributes, stateOf } from './account-problem.js';
import { textsOf, type DirectoryEntry } from './attributes.js';
import { binaryAttributes, idOf } from './directory-entries.js';
import { withClient, type DirectoryError, type DirectoryOptions } from './directory.js';

/** An account in the directory. */
export interface DirectoryAccount {
  /** The directory's permanent identifier: the GUID, or the distinguished name if there is none. */
  readonly id: string;
  /** The distinguished name as the directory writes it. */
  readonly dn: string;
  /** All names of the account in the directory, as `DOMAIN\name` and `name@domain`. */
  readonly names: readonly string[];
  /** The configured groups that it is a member of. */
  readonly memberOf: ReadonlySet<string>;
  /** Why the account may not be used; null: it may. */
  readonly problem: Unusable | null;
  /** The account signs in with a smart card only. */
  readonly needsCard: boolean;
}

/** A directory that tells group membership and checks passwords. */
export interface AccountDirectory {
  /**
   * Finds an account. Names of another domain are not searched; names without a domain only if `bare` is `here`.
   * @returns null if there is none
   */
  find(account: string, bare: 'refuse' | 'here'): Promise<Result<DirectoryAccount | null, DirectoryError>>;
  /** Returns the configured groups that do not exist. */
  unknownGroups(): Promise<Result<readonly string[], DirectoryError>>;
  /**
   * Whether the password is right, by signing in once (simple bind, RFC 4513 §5.1.3); or why the account cannot sign in with any
   * password.
   */
  isPassword(dn: string, password: string): Promise<Result<boolean | AccountProblem, DirectoryError>>;
}

export interface AccountDirectoryOptions extends DirectoryOptions {
  /** NetBIOS and DNS names of the directory's one domain. */
  readonly domains: readonly string[];
  /** Distinguished names of the configured groups. */
  readonly groups: readonly string[];
}

/** Matches indirect members (MS-ADTS §3.1.1.3.4.4.3, LDAP_MATCHING_RULE_TRANSITIVE_EVAL). */
const IN_CHAIN = '1.2.840.113556.1.4.1941';
/** Capability that identifies Active Directory (MS-ADTS §3.1.1.3.4.3.1, LDAP_CAP_ACTIVE_DIRECTORY_OID). */
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
/** Requests no attributes (RFC 4511 §4.5.1.8). */
const NOTHING = ['1.1'];
/** Active Directory's attribute for the user principal name. */
const PRINCIPAL = 'userPrincipalName';

/** Returns the domain of a base DN by its DC parts (RFC 2247): the DNS name and the usual NetBIOS name. */
export function domainsOf(baseDn: string): readonly string[] {
  const labels = [...baseDn.matchAll(/(?:^|,)\s*dc\s*=\s*([^,\s]+)/gi)].map(([, label = '']) => label);
  return labels.length === 0 ? [] : [labels.join('.'), labels[0] ?? ''];
}

/** Returns a filter for members of a group: with indirect members if the directory supports it. */
export function memberFilter(groupDn: string, isActiveDirectory: boolean): Filter {
  return isActiveDirectory
    ? new ExtensibleFilter({ matchType: 'memberOf', rule: IN_CHAIN, value: groupDn })
    : new EqualityFilter({ attribute: 'memberOf', value: groupDn });
}

/** Creates an account directory. Each query uses its own connection. */
export function createAccountDirectory(options: AccountDirectoryOptions): AccountDirectory {
  const { naming, baseDn, domains, groups } = options;
  const hasPrincipals = naming.id === 'objectGUID';
  const [login = 'uid'] = naming.account;
  const isHere = (domain: string): boolean => domains.some((own) => own.toLowerCase() === domain);

  const only = async (client: Client, filter: Filter): Promise<{ dn: string; entry: DirectoryEntry } | null> => {
    const attributes = [naming.id, login, ...(hasPrincipals ? [PRINCIPAL] : []), ...stateAttributes];
    // More than a few matches are a mistake, and the account is then unclear.
    const { searchEntries } = await client.search(baseDn, {
      scope: 'sub',
      filter,
      attributes,
      explicitBufferAttributes: binaryAttributes(naming),
      sizeLimit: 5,
    });
    if (searchEntries.length > 1) throw new Error('more than one entry matches this account');
    const [entry] = searchEntries;
    return entry === undefined ? null : { dn: entry.dn, entry };
  };

  const lookFor = async (client: Client, text: string, bare: 'refuse' | 'here'): ReturnType<typeof only> => {
    const { form, domain } = accountName(text);
    const name = writtenName(text);
    // As in Active Directory, an explicit principal name precedes the implicit account@domain.
    const principal =
      form === 'principal' && hasPrincipals
        ? await only(client, new EqualityFilter({ attribute: PRINCIPAL, value: text.normalize('NFC').trim() }))
        : null;
    if (principal !== null) return principal;
    const isMeant = form === 'bare' ? bare === 'here' : isHere(domain);
    if (!isMeant || name === '') return null;
    return only(client, new EqualityFilter({ attribute: login, value: name }));
  };

  return {
    find: (account, bare) =>
      withClient(options, async (client) => {
        const found = await lookFor(client, account, bare);
        if (found === null) return null;
        const isActiveDirectory = await isActive(client);
        const memberOf = new Set<string>();
        for (const group of new Set(groups)) {
          if (await isMember(client, found.dn, memberFilter(group, isActiveDirectory))) memberOf.add(group);
        }
        const principals = hasPrincipals ? textsOf(found.entry, PRINCIPAL) : [];
        const names = textsOf(found.entry, login).flatMap((name) =>
          // A domain with a dot is a DNS name; `name@DNS` may be another account's principal name.
          domains.flatMap((domain) => (domain.includes('.') ? (hasPrincipals ? [] : [`${name}@${domain}`]) : [`${domain}\\${name}`])),
        );
        return {
          id: idOf(naming, found.entry) ?? found.dn.toLowerCase(),
          dn: found.dn,
          names: [...principals, ...names],
          memberOf,
          problem: stateOf(found.entry, new Date()),
          needsCard: needsCard(found.entry),
        };
      }),

    unknownGroups: () =>
      withClient(options, async (client) => {
        const unknown: string[] = [];
        for (const group of new Set(groups)) if (!(await isThere(client, group))) unknown.push(group);
        return unknown;
      }),

    isPassword: async (dn, password) => {
      // A bind without name or password is anonymous and succeeds (RFC 4513 §5.1.2).
      if (dn === '' || password === '') return ok(false);
      // The gate protects the station's own account only.
      const bound = await withClient({ ...options, gate: null, signIn: { dn, password } }, () => Promise.resolve(true));
      return !bound.ok && bound.error.code === 'sign-in-refused' ? ok(accountProblemOf(bound.error.detail) ?? false) : bound;
    },
  };
}

/** An account directory that fails every query. */
export function brokenAccountDirectory(error: DirectoryError): AccountDirectory {
  return {
    find: () => Promise.resolve(fail(error)),
    unknownGroups: () => Promise.resolve(fail(error)),
    isPassword: () => Promise.resolve(fail(error)),
  };
}

async function isActive(client: Client): Promise<boolean> {
  const { searchEntries } = await client.search('', { scope: 'base', attributes: ['supportedCapabilities'] });
  return textsOf(searchEntries[0] ?? {}, 'supportedCapabilities').includes(ACTIVE_DIRECTORY);
}

async function isThere(client: Client, dn: string): Promise<boolean> {
  try {
    return (await client.search(dn, { scope: 'base', attributes: NOTHING })).searchEntries.length > 0;
  } catch (error) {
    if (error instanceof NoSuchObjectError || error instanceof InvalidDNSyntaxError) return false;
    throw error;
  }
}

async function isMember(client: Client, dn: string, filter: Filter): Promise<boolean> {
  const { searchEntries } = await client.search(dn, { scope: 'base', filter, attributes: NOTHING });
  return searchEntries.length > 0;
}
