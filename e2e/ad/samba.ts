import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { endProgram } from '../closing.js';
import { missingOf, negotiateFrontFiles, startNegotiateFront, untilListening, type NegotiateFront } from '../negotiate-front.js';

const missing = missingOf(['/usr/sbin/samba', '/usr/bin/samba-tool', '/usr/bin/kinit', ...negotiateFrontFiles]);
/** Whether this machine has Samba's domain controller and the Kerberos client tools. */
export const hasSamba = missing.length === 0;
if (!hasSamba) console.warn(`Not installed, so Active Directory is not tested: ${missing.join(', ')}`);

const REALM = 'DESK.EXAMPLE';
export const baseDn = 'DC=desk,DC=example';
/** Suffix of the alternate user principal names in the domain. */
export const SUFFIX = 'badge.example';
/** Number of wrong passwords in a row before an account is locked. */
export const LOCKOUT_THRESHOLD = 4;
const ADMINISTRATOR = { dn: `CN=Administrator,CN=Users,${baseDn}`, password: 'Quince-Marmalade-41' };

export const groupDn = (name: string): string => `CN=${name},OU=Groups,${baseDn}`;
export const userDn = (account: string): string => `CN=${account},OU=People,${baseDn}`;

/** `userAccountControl` flags (MS-ADTS §2.2.16): a normal account whose password does not expire, and additional flags. */
const NORMAL = 0x10200;
const DISABLED = 0x2;
const SMART_CARD_ONLY = 0x40000;
const EXPIRING_PASSWORD = 0x200;

/** A person in the domain. */
export interface DomainAccount {
  readonly account: string;
  readonly password: string;
  readonly principal?: string;
  /** Groups with this person as a direct member. */
  readonly groups?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | Buffer>>;
  readonly control?: number;
}

const YEAR_2001 = '126227808000000000';
const domainAccount = (account: string, more: Partial<DomainAccount> = {}): DomainAccount => ({
  account,
  password: `${account}-Quince-41`,
  ...more,
});

/** People in the domain by account, each with another property that matters. */
export const people = {
  reader: domainAccount('reader'),
  bram: domainAccount('bram', {
    groups: ['Office'],
    attributes: { displayName: 'Bram Jacobs', department: 'Badge office', employeeID: '1001' },
  }),
  /** An approver through a nested group, with an alternate principal name. */
  noor: domainAccount('noor', {
    principal: `noor.van.der.velden@${SUFFIX}`,
    groups: ['Leads'],
    attributes: { displayName: 'Noor van der Velden' },
  }),
  /** An approver whose principal name begins like another person's account. */
  wit: domainAccount('wit', { principal: `bram@${SUFFIX}`, groups: ['Leads'] }),
  carl: domainAccount('carl'),
  ilker: domainAccount('İlker', { groups: ['Leads'] }),
  zoe: domainAccount('Zoë', { groups: ['Leads'] }),
  disabled: domainAccount('dina', { control: NORMAL | DISABLED, groups: ['Leads'] }),
  expired: domainAccount('erik', { attributes: { accountExpires: YEAR_2001 }, groups: ['Leads'] }),
  oldPassword: domainAccount('piet', { control: EXPIRING_PASSWORD, groups: ['Leads'] }),
  mustChange: domainAccount('mia', { control: EXPIRING_PASSWORD, attributes: { pwdLastSet: '0' }, groups: ['Leads'] }),
  locked: domainAccount('lars', { groups: ['Leads'] }),
  hours: domainAccount('henk', { attributes: { logonHours: Buffer.alloc(21) }, groups: ['Leads'] }),
  workstation: domainAccount('wim', { attributes: { userWorkstations: 'ELSEWHERE' }, groups: ['Leads'] }),
  cardOnly: domainAccount('saar', { control: NORMAL | SMART_CARD_ONLY, groups: ['Leads'] }),
  protected: domainAccount('petra', { groups: ['Leads'] }),
} as const satisfies Record<string, DomainAccount>;

/** Groups by the groups that they contain. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Office: [],
  Leads: [],
  Operators: ['Office'],
  Approvers: ['Leads'],
  Supervisors: ['Approvers'],
};

export interface Samba extends NegotiateFront {
  readonly ldapUrl: string;
  readonly ldapsUrl: string;
  /** Environment with which a program uses the realm and the ticket cache. */
  readonly env: Readonly<Record<'KRB5_CONFIG' | 'KRB5CCNAME', string>>;
  /** Gets a ticket by running `kinit` with these arguments. */
  kinit(args: readonly string[], password: string): void;
  kdestroy(): void;
  /** Runs work as the domain administrator. */
  administer<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Returns the number of wrong passwords in a row for an account. */
  wrongPasswords(account: string): Promise<number>;
  set(dn: string, attribute: string, value: string | Buffer): Promise<void>;
}

/**
 * Provisions an Active Directory domain with people and groups, and starts its controller with Kerberos on the standard
 * ports, and Apache in front of a CM service with a keytab of the domain. Needs root and a network namespace of its own.
 *
 * @param target origin of the CM service behind
 * @param tls certificate of the controller, as PEM
 */
export async function startSamba(
  target: string,
  tls: { readonly certificate: string; readonly key: string; readonly authority: string },
): Promise<Samba> {
  const folder = await mkdtemp(join(tmpdir(), 'samba-'));
  await chmod(folder, 0o755);
  const state = join(folder, 'domain');
  const file = (name: string): string => join(folder, name);
  const run = (command: string, args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): void => {
    const { status, stdout, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  };
  run('samba-tool', [
    ...[
      'domain',
      'provision',
      `--realm=${REALM}`,
      '--domain=DESK',
      '--server-role=dc',
      '--dns-backend=NONE',
      '--host-name=dc1',
      '--host-ip=127.0.0.1',
    ],
    ...[`--adminpass=${ADMINISTRATOR.password}`, `--targetdir=${state}`, '--option=interfaces=lo', '--option=bind interfaces only=yes'],
  ]);
  await writeFile(file('server.pem'), tls.certificate);
  await writeFile(file('ca.pem'), tls.authority);
  await writeFile(file('server.key'), tls.key, { mode: 0o600 });
  const conf = file('smb.conf');
  const written = await readFile(join(state, 'etc', 'smb.conf'), 'utf8');
  const own = [
    'server services = ldap kdc',
    `tls certfile = ${file('server.pem')}`,
    `tls keyfile = ${file('server.key')}`,
    `tls cafile = ${file('ca.pem')}`,
    `log file = ${file('samba.log')}`,
  ];
  await writeFile(conf, written.replace('[global]', ['[global]', ...own].join('\n\t')));
  const env = { KRB5_CONFIG: file('krb5.conf'), KRB5CCNAME: `FILE:${file('tickets')}` };
  await writeFile(
    env.KRB5_CONFIG,
    `[libdefaults]
 default_realm = ${REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 ${REALM} = {
  kdc = 127.0.0.1:88
 }
[domain_realm]
 localhost = ${REALM}
`,
  );
  const samba = spawn('/usr/sbin/samba', ['-i', '-M', 'single', '-s', conf], { stdio: 'ignore' });
  let front: NegotiateFront | null = null;
  const stop = async (): Promise<void> => {
    await Promise.all([front?.stop(), endProgram(samba)]);
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  };
  const ldapsUrl = 'ldaps://localhost';
  const administer = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({
      url: ldapsUrl,
      tlsOptions: { ca: [tls.authority], checkServerIdentity: () => undefined },
      timeout: 60_000,
      connectTimeout: 5_000,
    });
    try {
      await client.bind(ADMINISTRATOR.dn, ADMINISTRATOR.password);
      return await work(client);
    } finally {
      await client.unbind();
    }
  };
  try {
    for (const port of [88, 636]) await untilListening(port);
    await administer(populate);
    // Clients cannot backdate a password; the controller itself can (DSDB_CONTROL_PASSWORD_BYPASS_LAST_SET_OID).
    run('/usr/bin/python3', [
      '-c',
      `import ldb, sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
parameters = LoadParm()
parameters.load(sys.argv[1])
directory = SamDB(lp=parameters, session_info=system_session())
message = ldb.Message(ldb.Dn(directory, sys.argv[2]))
message['pwdLastSet'] = ldb.MessageElement('${YEAR_2001}', ldb.FLAG_MOD_REPLACE, 'pwdLastSet')
directory.modify(message, ['local_oid:1.3.6.1.4.1.7165.4.3.20:0'])`,
      ...[conf, userDn(people.oldPassword.account)],
    ]);
    // The web server's account and its keytab.
    run('samba-tool', ['domain', 'exportkeytab', file('http.keytab'), '--principal=HTTP/localhost', '-s', conf]);
    front = await startNegotiateFront({ folder, env, target });
  } catch (error) {
    const log = await readFile(file('samba.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`The domain does not start: ${log.slice(-2_000)}`, { cause: error });
  }
  return {
    ...front,
    ldapUrl: 'ldap://127.0.0.1',
    ldapsUrl,
    env,
    kinit: (args, password) => {
      run('/usr/bin/kinit', args, `${password}\n`, env);
    },
    kdestroy: () => {
      run('/usr/bin/kdestroy', ['-q'], '', env);
    },
    administer,
    wrongPasswords: (account) =>
      administer(async (client) => {
        const { searchEntries } = await client.search(userDn(account), { scope: 'base', attributes: ['badPwdCount'] });
        return Number(searchEntries[0]?.['badPwdCount']);
      }),
    set: (dn, attribute, value) => administer((client) => replace(client, dn, attribute, value)),
    stop,
  };
}

const replace = (client: Client, dn: string, type: string, value: string | Buffer): Promise<void> =>
  client.modify(
    dn,
    new Change({ operation: 'replace', modification: new Attribute({ type, values: typeof value === 'string' ? [value] : [value] }) }),
  );

/** Encodes a password for Active Directory (MS-ADTS §3.1.1.3.1.5.1). */
const unicodePassword = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le');

async function populate(client: Client): Promise<void> {
  // 30 minutes, in units of 100 ns.
  const halfAnHour = '-18000000000';
  for (const [attribute, value] of [
    ['lockoutDuration', halfAnHour],
    ['lockOutObservationWindow', halfAnHour],
    ['lockoutThreshold', String(LOCKOUT_THRESHOLD)],
    ['minPwdAge', '0'],
  ] as const) {
    await replace(client, baseDn, attribute, value);
  }
  await replace(client, `CN=Partitions,CN=Configuration,${baseDn}`, 'uPNSuffixes', SUFFIX);
  for (const name of ['People', 'Groups']) await client.add(`OU=${name},${baseDn}`, { objectClass: 'organizationalUnit' });
  for (const one of Object.values<DomainAccount>(people)) {
    const { account, password, principal, attributes = {}, control = NORMAL } = one;
    const { pwdLastSet, ...others } = attributes;
    await client.add(userDn(account), [
      new Attribute({ type: 'objectClass', values: ['user'] }),
      new Attribute({ type: 'sAMAccountName', values: [account] }),
      new Attribute({ type: 'userPrincipalName', values: [principal ?? `${account}@desk.example`] }),
      new Attribute({ type: 'unicodePwd', values: [unicodePassword(password)] }),
      new Attribute({ type: 'userAccountControl', values: [String(control)] }),
      ...Object.entries(others).map(([type, value]) => new Attribute({ type, values: typeof value === 'string' ? [value] : [value] })),
    ]);
    if (pwdLastSet !== undefined) await replace(client, userDn(account), 'pwdLastSet', pwdLastSet);
  }
  const membersOf = (group: string): string[] => [
    ...Object.values<DomainAccount>(people).flatMap(({ account, groups = [] }) => (groups.includes(group) ? [userDn(account)] : [])),
    ...(GROUPS[group] ?? []).map(groupDn),
  ];
  for (const name of Object.keys(GROUPS)) await client.add(groupDn(name), { objectClass: 'group', sAMAccountName: name });
  for (const name of Object.keys(GROUPS)) {
    const values = membersOf(name);
    if (values.length > 0)
      await client.modify(groupDn(name), new Change({ operation: 'add', modification: new Attribute({ type: 'member', values }) }));
  }
  await client.add(`CN=web,OU=People,${baseDn}`, [
    new Attribute({ type: 'objectClass', values: ['user'] }),
    new Attribute({ type: 'sAMAccountName', values: ['web'] }),
    new Attribute({ type: 'servicePrincipalName', values: ['HTTP/localhost'] }),
    new Attribute({ type: 'unicodePwd', values: [unicodePassword('web-Quince-41')] }),
    new Attribute({ type: 'userAccountControl', values: [String(NORMAL)] }),
  ]);
}
