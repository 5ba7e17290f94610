import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority } from '../../electron/cm/test-certificate.js';
import {
  createAccountDirectory,
  domainsOf,
  type AccountDirectory,
  type AccountDirectoryOptions,
} from '../../electron/people/account-directory.js';
import { defaultNamings } from '../../electron/people/directory-entries.js';
import { createDirectory } from '../../electron/people/directory.js';
import { SignInGate } from '../../electron/people/sign-in-gate.js';
import type { RoleRules } from '../../electron/roles/account-rules.js';
import { checkByDirectory, proveSecondPerson } from '../../electron/roles/second-person.js';
import { nodeTrust } from '../../electron/cm/authorities.js';
import { AttemptLimiter } from '../../electron/roles/attempt-limiter.js';
import {
  baseDn,
  groupDn,
  hasSamba,
  LOCKOUT_THRESHOLD,
  people,
  startSamba,
  SUFFIX,
  userDn,
  type Samba,
  type DomainAccount,
} from './samba.js';

const settings: RoleRules = { groups: { supervisor: [groupDn('Supervisors')] }, otherwise: 'viewer' };

describe.skipIf(!hasSamba)('Active Directory accounts', () => {
  const authority = testAuthority();
  let folder: string;
  let samba: Samba;
  let options: AccountDirectoryOptions;
  let directory: AccountDirectory;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ad-'));
    samba = await startSamba('http://127.0.0.1:9', { ...authority.issue('127.0.0.1'), authority: authority.certificate });
    options = {
      // By address and StartTLS: the certificate is for the address.
      ...{
        url: samba.ldapUrl,
        startTls: true,
        trust: () => nodeTrust([authority.certificate], new Date()),
        naming: defaultNamings.objectGUID,
        baseDn,
      },
      signIn: { dn: userDn('reader'), password: people.reader.password },
      ...{ domains: domainsOf(baseDn), groups: [groupDn('Supervisors'), groupDn('Operators')] },
    };
    directory = createAccountDirectory(options);
  });
  afterAll(async () => {
    await samba.stop();
    await rm(folder, { recursive: true });
  });

  const found = async (name: string) => {
    const answer = await directory.find(name, 'refuse');
    if (!answer.ok) throw new Error(answer.error.detail);
    return answer.value;
  };
  const approve = (account: string, password: string, operator = 'DESK\\bram', file = 'tries.json') =>
    proveSecondPerson(
      {
        settings,
        checkApprover: checkByDirectory(directory, settings),
        attempts: new AttemptLimiter({ file: join(folder, file), record: null, now: Date.now }),
      },
      operator,
      { account, password },
    );

  it('are the same entry under each of their names, with nested groups', async () => {
    const noor = await found('DESK\\noor');
    expect(noor).toMatchObject({ dn: userDn('noor'), memberOf: new Set([groupDn('Supervisors')]), problem: null });
    for (const name of [`noor.van.der.velden@${SUFFIX}`, 'noor@DESK.EXAMPLE', 'noor@desk', 'desk\\NOOR'])
      expect((await found(name))?.id, name).toBe(noor?.id);
    expect(await found(`bram@${SUFFIX}`)).toMatchObject({ dn: userDn('wit') });
    expect(await found('noor@elsewhere.example')).toBeNull();
  });

  it('are found regardless of case and Unicode composition', async () => {
    for (const name of ['DESK\\İlker', 'DESK\\I\u0307lker', 'İlker@desk.example'])
      expect(await found(name), name).toMatchObject({ dn: userDn('İlker') });
    for (const name of ['DESK\\Zoë', 'DESK\\Zoe\u0308', 'DESK\\ZOË', 'zoë@DESK.EXAMPLE'])
      expect(await found(name), name).toMatchObject({ dn: userDn('Zoë') });
  });

  it('approve for another entry, never for their own or for a missing one', async () => {
    expect(await approve('noor', people.noor.password)).toMatchObject({ ok: true, value: { role: 'supervisor' } });
    for (const operator of [`noor.van.der.velden@${SUFFIX}`, 'noor@DESK.EXAMPLE', 'DESK\\noor']) {
      expect(await approve('noor', people.noor.password, operator), operator).toMatchObject({
        ok: false,
        error: { reason: 'same-person' },
      });
    }
    for (const operator of [`noor.van.der.velden@${SUFFIX}@DESK.EXAMPLE`, 'desk', 'DESK\\nobody']) {
      expect(await approve('noor', people.noor.password, operator), operator).toMatchObject({
        ok: false,
        error: { reason: 'operator-unknown' },
      });
    }
  });

  it.each<[DomainAccount, string]>([
    [people.disabled, 'account-disabled'],
    [people.expired, 'account-expired'],
    [people.oldPassword, 'password-expired'],
    [people.mustChange, 'password-must-change'],
    [people.hours, 'outside-hours'],
    [people.workstation, 'other-workstations'],
    [people.cardOnly, 'card-only'],
  ])('that cannot sign in are told why, and it does not count as a wrong attempt: $account', async ({ account, password }, reason) => {
    for (let attempt = 0; attempt < 4; attempt += 1)
      expect(await approve(account, password, 'DESK\\bram', `${account}.json`)).toMatchObject({ ok: false, error: { reason, waitMs: 0 } });
  });

  it('that are locked are reported as locked', async () => {
    for (let attempt = 0; attempt < LOCKOUT_THRESHOLD; attempt += 1) await directory.isPassword(userDn('lars'), 'wrong');
    expect(await approve('lars', people.locked.password)).toMatchObject({ ok: false, error: { reason: 'account-locked' } });
  });

  it('that are disabled or expired are reported as such, and keep their groups', async () => {
    expect(await found('DESK\\dina')).toMatchObject({ problem: 'account-disabled', memberOf: new Set([groupDn('Supervisors')]) });
    expect(await found('DESK\\erik')).toMatchObject({ problem: 'account-expired' });
  });

  it('that the station itself uses are not locked by an old password', async () => {
    const old = { ...options, gate: new SignInGate(() => 0), signIn: { dn: userDn('carl'), password: 'last year' } };
    const asked = [createDirectory(old), createDirectory(old)];
    for (let round = 0; round < 5; round += 1)
      await Promise.all(
        asked.flatMap((one) => [
          one.find([]),
          one.photo('00000000-0000-4000-8000-000000000001'),
          createAccountDirectory(old).find('DESK\\noor', 'refuse'),
        ]),
      );
    expect(await samba.wrongPasswords('carl')).toBe(1);
    expect(await directory.isPassword(userDn('carl'), people.carl.password)).toEqual({ ok: true, value: true });
  });

  it('need groups that exist, otherwise the settings are invalid', async () => {
    const mistyped = [groupDn('Supervisers'), groupDn('Supervisors'), 'CN=x'];
    expect(await createAccountDirectory({ ...options, groups: mistyped }).unknownGroups()).toEqual({
      ok: true,
      value: [groupDn('Supervisers'), 'CN=x'],
    });
  });

  it('cannot be looked up under a search base that does not exist', async () => {
    expect(await createAccountDirectory({ ...options, baseDn: 'DC=dask,DC=example' }).find('DESK\\noor', 'refuse')).toMatchObject({
      ok: false,
      error: { code: 'base-unknown' },
    });
  });

  it('are not looked up if the certificate is only for the name localhost', async () => {
    const other = { ...options, url: 'ldap://localhost' };
    expect(await createAccountDirectory(other).find('DESK\\noor', 'refuse')).toMatchObject({ ok: false, error: { code: 'failed' } });
  });
});
