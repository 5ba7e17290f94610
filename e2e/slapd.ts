import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProgram } from './closing.js';
import { freePort } from './negotiate-front.js';

const SLAPD = '/usr/sbin/slapd';
export const hasSlapd = spawnSync(SLAPD, ['-VV']).status === 0;

/** Whether this machine's loopback has an IPv6 address, on which the server then listens too. */
export const hasIpv6 = Object.values(networkInterfaces()).some((all = []) => all.some(({ address }) => address === '::1'));

export const baseDn = 'dc=example,dc=com';
/** An account with read access. The server returns at most 150 entries per search, as directories limit their users. */
export const reader = { dn: `cn=reader,${baseDn}`, password: 'not-a-secret' };

/** Active Directory attributes that OpenLDAP's schemas lack, with numbers of a private arc. */
const schema = `
attributetype ( 1.3.6.1.4.1.55555.1 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.2 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.3 NAME 'employeeID' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.4 NAME 'department' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.5 NAME 'thumbnailPhoto' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
attributetype ( 1.3.6.1.4.1.55555.6 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.1772.55555 NAME 'supportedCapabilities'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )
objectclass ( 1.3.6.1.4.1.55555.100 NAME 'adUser' SUP top AUXILIARY
  MAY ( objectGUID $ sAMAccountName $ employeeID $ department $ thumbnailPhoto $ userPrincipalName ) )
`;

export interface SlapdOptions {
  /** Entries below the base, as LDIF. */
  readonly ldif: string;
  /** For `ldaps://` and StartTLS; certificate and key as PEM. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Claims to be an Active Directory, without supporting its matching rules. */
  readonly claimsToBeActive?: boolean;
}

export interface Slapd {
  readonly ldapUrl: string;
  readonly ldapsUrl: string;
  /** Stops it, if it has not exited yet. */
  stop(): Promise<void>;
}

/** Starts an OpenLDAP server in a temporary folder, on free ports of the loopback. */
export async function startSlapd({ ldif, tls, claimsToBeActive = false }: SlapdOptions): Promise<Slapd> {
  const folder = await mkdtemp(join(tmpdir(), 'slapd-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'ad.schema'), schema);
  await writeFile(join(folder, 'root.ldif'), 'dn:\nobjectClass: extensibleObject\nsupportedCapabilities: 1.2.840.113556.1.4.800\n');
  await writeFile(join(folder, 'server.pem'), tls.certificate);
  await writeFile(join(folder, 'server.key'), tls.key);
  await writeFile(
    join(folder, 'slapd.conf'),
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include ${folder}/ad.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/slapd.pid
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
${claimsToBeActive ? `rootDSE ${folder}/root.ldif` : ''}
sizelimit 150
database mdb
maxsize 268435456
suffix "${baseDn}"
directory ${folder}/data
index objectClass,entryUUID,objectGUID eq
overlay memberof
access to * by anonymous auth by users read
`,
  );
  const base = `dn: ${baseDn}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ${reader.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${reader.password}

`;
  const added = spawnSync('/usr/sbin/slapadd', ['-q', '-f', join(folder, 'slapd.conf')], { input: base + ldif });
  if (added.status !== 0) throw new Error(`slapadd: ${added.stderr.toString()}`);

  const [plain, secure] = [await freePort(), await freePort()];
  const urls = { ldapUrl: `ldap://127.0.0.1:${String(plain)}`, ldapsUrl: `ldaps://localhost:${String(secure)}` };
  const addresses = ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])];
  const server = spawn(
    SLAPD,
    [
      '-d',
      '0',
      '-f',
      join(folder, 'slapd.conf'),
      '-h',
      addresses.flatMap((address) => [`ldap://${address}:${String(plain)}`, `ldaps://${address}:${String(secure)}`]).join(' '),
    ],
    { stdio: 'ignore' },
  );
  await untilAccepting('slapd', server, plain);
  return {
    ...urls,
    stop: async () => {
      await endProgram(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when a program listens on a port of the loopback. @throws Error if it exits, or does not listen within 20 s */
export async function untilAccepting(program: string, server: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (connected) return;
    await pause(20);
  }
  throw new Error(`${program} did not start`);
}
