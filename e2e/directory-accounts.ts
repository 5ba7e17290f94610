import { toObjectGuid } from '../electron/people/object-guid.js';
import { baseDn } from './slapd.js';

/** An account with a password in a test directory. */
export interface TestAccount {
  readonly account: string;
  readonly password: string;
  /** Principal name, if it is not the account at the directory's domain. */
  readonly principal?: string;
  /** Names of groups. */
  readonly groups?: readonly string[];
}

/** Returns the distinguished name of a group of the directory. */
export function groupDn(name: string): string {
  return `cn=${name},ou=groups,${baseDn}`;
}

/** Returns accounts and groups as LDIF (RFC 2849) for slapd. `memberOf` is included, because slapd's overlay ignores loaded entries. */
export function accountEntries(accounts: readonly TestAccount[]): string {
  const names = [...new Set(accounts.flatMap(({ groups = [] }) => groups))];
  const dnOf = ({ account }: TestAccount): string => `uid=${account},ou=accounts,${baseDn}`;
  return [
    ...['accounts', 'groups'].map((name) => [`dn: ou=${name},${baseDn}`, 'objectClass: organizationalUnit', `ou: ${name}`, ''].join('\n')),
    ...accounts.map((one, index) =>
      [
        `dn: ${dnOf(one)}`,
        'objectClass: inetOrgPerson',
        'objectClass: adUser',
        `cn: ${one.account}`,
        `sn: ${one.account}`,
        `uid: ${one.account}`,
        `sAMAccountName: ${one.account}`,
        `userPrincipalName: ${one.principal ?? `${one.account}@example.com`}`,
        `objectGUID:: ${Buffer.from(toObjectGuid(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)).toString('base64')}`,
        `userPassword: ${one.password}`,
        ...(one.groups ?? []).map((group) => `memberOf: ${groupDn(group)}`),
        '',
      ].join('\n'),
    ),
    ...names.map((name) =>
      [
        `dn: ${groupDn(name)}`,
        'objectClass: groupOfNames',
        `cn: ${name}`,
        ...accounts.filter(({ groups = [] }) => groups.includes(name)).map((one) => `member: ${dnOf(one)}`),
        '',
      ].join('\n'),
    ),
  ].join('\n');
}
