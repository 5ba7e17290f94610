import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { endProgram } from './closing.js';

const modules = '/usr/lib/apache2/modules';
/** Programs that {@link startNegotiateFront} needs. */
export const negotiateFrontFiles = ['/usr/sbin/apache2', `${modules}/mod_auth_gssapi.so`];
/** Returns the files that are not installed. */
export const missingOf = (files: readonly string[]): readonly string[] => files.filter((file) => !existsSync(file));

/** A web server in front of a CM service that requires Kerberos tickets. */
export interface NegotiateFront {
  /** Negotiate only, with Apache's `mod_auth_gssapi`. */
  readonly origin: string;
  /** Basic only, with the same module, which checks the password at the realm. */
  readonly basicOrigin: string;
  /** Calls with account and status, oldest first, from Apache's own log: `clerk@DESK.EXAMPLE POST 201`. */
  calls(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface NegotiateFrontOptions {
  /** Folder with the keytab, `http.keytab`, and the server's output; readable for everyone. */
  readonly folder: string;
  /** Environment with the realm's configuration. */
  readonly env: Readonly<Record<string, string>>;
  /** Origin of the CM service behind. */
  readonly target: string;
}

/** Starts Apache on free ports of the loopback. */
export async function startNegotiateFront({ folder, env, target }: NegotiateFrontOptions): Promise<NegotiateFront> {
  const [port, basicPort] = [await freePort(), await freePort()];
  await mkdir(join(folder, 'replay'), { mode: 0o777 });
  await chmod(join(folder, 'replay'), 0o777);
  await chmod(join(folder, 'http.keytab'), 0o644);
  await writeFile(join(folder, 'apache.conf'), configuration(folder, target, port, basicPort));
  await writeFile(join(folder, 'calls.log'), '');
  const apache = spawn('/usr/sbin/apache2', ['-DFOREGROUND', '-f', join(folder, 'apache.conf')], {
    env: { ...process.env, ...env, KRB5RCACHEDIR: join(folder, 'replay') },
    stdio: 'ignore',
  });
  try {
    for (const listening of [port, basicPort]) await untilListening(listening);
  } catch (error) {
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
    await endProgram(apache);
    throw new Error(`The web server does not start: ${log}`, { cause: error });
  }
  return {
    origin: `http://localhost:${String(port)}`,
    basicOrigin: `http://localhost:${String(basicPort)}`,
    calls: async () => (await readFile(join(folder, 'calls.log'), 'utf8')).split('\n').filter((line) => line !== ''),
    stop: () => endProgram(apache),
  };
}

function configuration(folder: string, target: string, port: number, basicPort: number): string {
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

/** Returns an unused port of the loopback. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

const START_LIMIT_MS = 20_000;

/** Waits until a port is listening. @throws Error after the time limit */
export async function untilListening(port: number): Promise<void> {
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
