import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

const modules = '/usr/lib/apache2/modules';
const needed = [
  '/usr/sbin/krb5kdc',
  '/usr/sbin/kdb5_util',
  '/usr/sbin/kadmin.local',
  '/usr/bin/kinit',
  '/usr/sbin/apache2',
  `${modules}/mod_auth_gssapi.so`,
];
/** Whether this machine has MIT Kerberos and Apache with `mod_auth_gssapi`. */
export const hasKerberos = needed.every((file) => existsSync(file));
if (!hasKerberos) {
  console.warn(`Not installed, so Kerberos and Basic sign-in are not tested: ${needed.filter((file) => !existsSync(file)).join(', ')}`);
}

const REALM = 'DESK.EXAMPLE';
/** Somebody who may sign in, with a ticket or with the password. */
export const clerk = { account: 'clerk', password: 'not-a-secret', principal: `clerk@${REALM}` };

/** A Kerberos realm, and a web server in front of a CM service that asks for its tickets. */
export interface Kerberos {
  /** Negotiate only, by Apache's `mod_auth_gssapi`. */
  readonly origin: string;
  /** Basic only, by the same module, which asks the realm whether the password is right. */
  readonly basicOrigin: string;
  /** What a program needs in its environment to know the realm; its tickets, once it has any, are in the cache named there. */
  readonly env: Readonly<Record<'KRB5_CONFIG' | 'KRB5CCNAME', string>>;
  /** Gets a ticket for the clerk, as signing in to the machine would. */
  signIn(): void;
  /** Throws the tickets away. */
  signOut(): void;
  /** Who called what with which status, oldest first, by Apache's own log: `clerk@DESK.EXAMPLE POST 201`. */
  calls(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts a realm and a web server of its own on free ports of the loopback, in a temporary folder.
 *
 * @param target origin of the CM service behind
 */
export async function startKerberos(target: string): Promise<Kerberos> {
  const folder = await mkdtemp(join(tmpdir(), 'kerberos-'));
  // Apache's children, which are nobody in particular when it is started by root, read here.
  await chmod(folder, 0o755);
  const [kdcPort, port, basicPort] = [await freePort(), await freePort(), await freePort()];
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
  await mkdir(join(folder, 'replay'), { mode: 0o777 });
  await chmod(join(folder, 'replay'), 0o777);
  run('/usr/sbin/kdb5_util', ['create', '-s', '-r', REALM, '-P', 'master']);
  for (const query of [
    `addprinc -pw ${clerk.password} ${clerk.account}`,
    'addprinc -randkey HTTP/localhost',
    `ktadd -k ${folder}/http.keytab HTTP/localhost`,
  ]) {
    run('/usr/sbin/kadmin.local', ['-r', REALM, '-q', query]);
  }
  await chmod(join(folder, 'http.keytab'), 0o644);
  await writeFile(join(folder, 'apache.conf'), apacheConfiguration(folder, target, port, basicPort));
  await writeFile(join(folder, 'calls.log'), '');

  const kdc = spawn('/usr/sbin/krb5kdc', ['-n'], { env: { ...process.env, ...env }, stdio: 'ignore' });
  const apache = spawn('/usr/sbin/apache2', ['-DFOREGROUND', '-f', join(folder, 'apache.conf')], {
    env: { ...process.env, ...env, KRB5RCACHEDIR: join(folder, 'replay') },
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    await Promise.all([ended(apache), ended(kdc)]);
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    for (const listening of [kdcPort, port, basicPort]) await untilListening(listening);
  } catch (error) {
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`The realm or its web server does not start: ${log}`, { cause: error });
  }
  return {
    origin: `http://localhost:${String(port)}`,
    basicOrigin: `http://localhost:${String(basicPort)}`,
    env: { KRB5_CONFIG: env.KRB5_CONFIG, KRB5CCNAME: env.KRB5CCNAME },
    signIn: () => {
      run('/usr/bin/kinit', [clerk.account], `${clerk.password}\n`);
    },
    signOut: () => {
      run('/usr/bin/kdestroy', ['-q']);
    },
    calls: async () => (await readFile(join(folder, 'calls.log'), 'utf8')).split('\n').filter((line) => line !== ''),
    stop,
  };
}

function apacheConfiguration(folder: string, target: string, port: number, basicPort: number): string {
  const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'proxy', 'proxy_http']
    .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
    .join('\n');
  const site = (listens: number, more: string): string => `Listen 127.0.0.1:${String(listens)}
<VirtualHost 127.0.0.1:${String(listens)}>
 <Location />
  AuthType GSSAPI
  AuthName "CM service"
  GssapiCredStore keytab:${folder}/http.keytab
  ${more}
  Require valid-user
 </Location>
 ProxyPass / ${target}/
</VirtualHost>`;
  return `${loaded}
ServerName localhost
ServerRoot ${folder}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
LogFormat "%u %m %>s" calls
CustomLog ${folder}/calls.log calls
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
${site(port, 'GssapiBasicAuth Off')}
${site(basicPort, 'GssapiBasicAuth On\n  GssapiNegotiateOnce On\n  GssapiAllowedMech krb5')}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

const START_LIMIT_MS = 20_000;

/** Waits until something listens on a port. @throws Error when nothing does in time */
async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const answered = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answered) return;
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${String(port)}`);
    await pause(50);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
