import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountEntries, groupDn } from '../../e2e/directory-accounts.js';
import { baseDn, hasSlapd, reader, startSlapd, type Slapd } from '../../e2e/slapd.js';
import { testAuthority } from '../cm/test-certificate.js';
import { nodeTrust } from '../cm/authorities.js';
import {
  createAccountDirectory,
  domainsOf,
  memberFilter,
  type AccountDirectory,
  type AccountDirectoryOptions,
} from './account-directory.js';
import { defaultNamings } from './directory-entries.js';

if (!hasSlapd) console.warn('slapd is not installed: accounts of a directory are not tested');

describe.skipIf(!hasSlapd)('the account directory', () => {
  const authority = testAuthority();
  let slapd: Slapd;
  let options: AccountDirectoryOptions;
  const directory = (change: Partial<AccountDirectoryOptions> = {}): AccountDirectory => createAccountDirectory({ ...options, ...change });

  beforeAll(async () => {
    const ldif = accountEntries([
      { account: 'noor', password: 'noor-pass', groups: ['supervisors', 'staff'] },
      { account: 'bram', password: 'bram-pass', groups: ['staff'], principal: 'bram.jacobs@example.org' },
      // Has the other's implicit principal name as its explicit one.
      { account: 'sly', password: 'sly-pass', principal: 'bram@example.com' },
    ]);
    slapd = await startSlapd({ ldif, tls: authority.issue('localhost') });
    options = {
      url: slapd.ldapsUrl,
      trust: () => nodeTrust([authority.certificate], new Date()),
      naming: defaultNamings.objectGUID,
      baseDn,
      signIn: reader,
      domains: domainsOf(baseDn),
      groups: [groupDn('supervisors'), groupDn('staff'), groupDn('nobody-is-in-it')],
    };
  });
  afterAll(() => slapd.stop());

  const found = async (account: string, bare: 'refuse' | 'here' = 'refuse', change: Partial<AccountDirectoryOptions> = {}) => {
    const answer = await directory(change).find(account, bare);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  };
  const dn = (account: string): string => `uid=${account},ou=accounts,${baseDn}`;

  it('finds accounts by every form of their name, in any case, with their groups', async () => {
    for (const name of ['EXAMPLE\\noor', 'example\\NOOR', 'noor@example.com', 'Noor@EXAMPLE.COM']) {
      expect(await found(name), name).toMatchObject({ dn: dn('noor'), memberOf: new Set([groupDn('supervisors'), groupDn('staff')]) });
    }
    expect(await found('EXAMPLE\\bram')).toMatchObject({ dn: dn('bram'), memberOf: new Set([groupDn('staff')]) });
    expect(await found('EXAMPLE\\sly')).toMatchObject({ memberOf: new Set() });
  });

  it('never treats an account of another domain as its own, nor a bare name unless allowed', async () => {
    expect(await found('OTHER\\noor')).toBeNull();
    expect(await found('noor@other.example')).toBeNull();
    expect(await found('.\\noor', 'here')).toBeNull();
    expect(await found('noor')).toBeNull();
    expect(await found('noor', 'here')).toMatchObject({ dn: dn('noor') });
    expect(await found('EXAMPLE\\nobody')).toBeNull();
    expect(await found('EXAMPLE\\*')).toBeNull();
    expect(await found('EXAMPLE\\noor)(uid=*')).toBeNull();
    expect(await found('EXAMPLE\\')).toBeNull();
  });

  it('prefers an explicit principal name to the implicit one', async () => {
    expect(await found('bram@example.com')).toMatchObject({ dn: dn('sly') });
    expect(await found('bram.jacobs@example.org')).toMatchObject({ dn: dn('bram'), names: ['bram.jacobs@example.org', 'example\\bram'] });
  });

  it('finds accounts by uid alone if there are no principal names', async () => {
    expect(await found('noor@example.com', 'refuse', { naming: defaultNamings.entryUUID })).toMatchObject({
      dn: dn('noor'),
      names: ['noor@example.com', 'example\\noor'],
    });
    expect(await found('bram.jacobs@example.org', 'refuse', { naming: defaultNamings.entryUUID })).toBeNull();
  });

  it('reports an error for an account that exists twice', async () => {
    expect(
      await directory({ naming: { ...defaultNamings.entryUUID, account: ['objectClass'] } }).find('EXAMPLE\\inetOrgPerson', 'refuse'),
    ).toMatchObject({ ok: false, error: { code: 'failed' } });
  });

  it('resolves nested groups if the directory supports it', async () => {
    const active = await startSlapd({
      ldif: accountEntries([{ account: 'noor', password: 'noor-pass', groups: ['staff'] }]),
      tls: authority.issue('localhost'),
      claimsToBeActive: true,
    });
    try {
      // This server announces the rule without supporting it; a query for direct members would have matched.
      expect(await found('EXAMPLE\\noor', 'refuse', { url: active.ldapsUrl })).toMatchObject({ dn: dn('noor'), memberOf: new Set() });
    } finally {
      await active.stop();
    }
    expect(memberFilter(groupDn('staff'), true).toString()).toBe(`(memberOf:1.2.840.113556.1.4.1941:=${groupDn('staff')})`);
    expect(memberFilter(groupDn('staff'), false).toString()).toBe(`(memberOf=${groupDn('staff')})`);
  });

  it('reports configured groups that do not exist', async () => {
    expect(await directory().unknownGroups()).toEqual({ ok: true, value: [groupDn('nobody-is-in-it')] });
  });

  it("accepts an account's password, and nothing else", async () => {
    const isPassword = (name: string, password: string) => directory().isPassword(name, password);
    expect(await isPassword(dn('noor'), 'noor-pass')).toEqual({ ok: true, value: true });
    for (const wrong of ['bram-pass', 'Noor-pass', ' ', 'noor-pass '])
      expect(await isPassword(dn('noor'), wrong)).toEqual({ ok: true, value: false });
    // A bind without a password would succeed and prove nothing.
    expect(await isPassword(dn('noor'), '')).toEqual({ ok: true, value: false });
    expect(await isPassword('', '')).toEqual({ ok: true, value: false });
  });

  it('is used only with permission, and over a secure connection', async () => {
    const insecure = await directory({ url: 'ldap://directory.example' }).isPassword(dn('noor'), 'noor-pass');
    expect(insecure).toMatchObject({ ok: false, error: { code: 'insecure' } });
    expect(await directory({ trust: () => ({ ca: [], allowPartialTrustChain: true }) }).isPassword(dn('noor'), 'noor-pass')).toMatchObject({
      ok: false,
      error: { code: 'failed' },
    });
    expect(await directory({ signIn: { ...reader, password: 'wrong' } }).find('EXAMPLE\\noor', 'refuse')).toMatchObject({
      ok: false,
      error: { code: 'sign-in-refused' },
    });
  });
});
