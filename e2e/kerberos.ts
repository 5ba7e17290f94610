import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProgram } from './closing.js';
import { freePort, missingOf, negotiateFrontFiles, startNegotiateFront, untilListening, type NegotiateFront } from './negotiate-front.js';

const missing = missingOf(['/usr/sbin/krb5kdc', '/usr/sbin/kdb5_util', '/usr/sbin/kadmin.local', '/usr/bin/kinit', ...negotiateFrontFiles]);
/** Whether this machine has MIT Kerberos and Apache with `mod_auth_gssapi`. */
export const hasKerberos = missing.length === 0;
if (!hasKerberos) console.warn(`Not installed, so Kerberos and Basic sign-in are not tested: ${missing.join(', ')}`);

const REALM = 'DESK.EXAMPLE';
/** An account that may sign in, with a ticket or with the password. */
export const clerk = { account: 'clerk', password: 'not-a-secret', principal: `clerk@${REALM}` };

/** A Kerberos realm, and a web server in front of a CM service that requires its tickets. */
export interface Kerberos extends NegotiateFront {
  /** Environment with which a program uses the realm and the ticket cache. */
  readonly env: Readonly<Record<'KRB5_CONFIG' | 'KRB5CCNAME', string>>;
  /** Gets a ticket for the clerk, as signing in to the computer would. */
  signIn(): void;
  /** Destroys the tickets. */
  signOut(): void;
}

/**
 * Starts a realm and a web server on free ports of the loopback, in a temporary folder.
 *
 * @param target origin of the CM service behind
 */
export async function startKerberos(target: string): Promise<Kerberos> {
  const folder = await mkdtemp(join(tmpdir(), 'kerberos-'));
  // Apache's children read here; when root starts it, they run as an unprivileged user.
  await chmod(folder, 0o755);
  const kdcPort = await freePort();
  const env = {
    KRB5_CONFIG: join(folder, 'krb5.conf'),
    KRB5CCNAME: `FILE:${join(folder, 'tickets')}`,
    KRB5_KDC_PROFILE: join(folder, 'kdc.conf'),
  };
  const run = (command: string, args: readonly string[], input = ''): void => {
    const { status, stdout, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  };
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
  kdc = 127.0.0.1:${String(kdcPort)}
 }
[domain_realm]
 localhost = ${REALM}
`,
  );
  await writeFile(
    env.KRB5_KDC_PROFILE,
    `[kdcdefaults]
 kdc_listen = 127.0.0.1:${String(kdcPort)}
 kdc_tcp_listen = 127.0.0.1:${String(kdcPort)}
[realms]
 ${REALM} = {
  database_name = ${folder}/principal
  key_stash_file = ${folder}/stash
  acl_file = ${folder}/kadm5.acl
 }
[logging]
 kdc = FILE:${folder}/kdc.log
 default = FILE:${folder}/krb5.log
`,
  );
  run('/usr/sbin/kdb5_util', ['create', '-s', '-r', REALM, '-P', 'master']);
  for (const query of [
    `addprinc -pw ${clerk.password} ${clerk.account}`,
    'addprinc -randkey HTTP/localhost',
    `ktadd -k ${folder}/http.keytab HTTP/localhost`,
  ]) {
    run('/usr/sbin/kadmin.local', ['-r', REALM, '-q', query]);
  }
  const kdc = spawn('/usr/sbin/krb5kdc', ['-n'], { env: { ...process.env, ...env }, stdio: 'ignore' });
  let front: NegotiateFront | null = null;
  const stop = async (): Promise<void> => {
    await Promise.all([front?.stop(), endProgram(kdc)]);
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await untilListening(kdcPort);
    front = await startNegotiateFront({ folder, env, target });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...front,
    env: { KRB5_CONFIG: env.KRB5_CONFIG, KRB5CCNAME: env.KRB5CCNAME },
    signIn: () => {
      run('/usr/bin/kinit', [clerk.account], `${clerk.password}\n`);
    },
    signOut: () => {
      run('/usr/bin/kdestroy', ['-q']);
    },
    stop,
  };
}
