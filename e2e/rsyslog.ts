import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { endProgram } from './closing.js';
import { freePort } from './negotiate-front.js';
import { untilAccepting } from './slapd.js';

/** TLS library of rsyslog. */
export type TlsDriver = 'ossl' | 'gtls';

/** A real collector: rsyslog with TLS. */
export interface Rsyslog {
  readonly port: number;
  /** PEM file with the issuer of its certificate. */
  readonly authorityFile: string;
  /** Returns every message it has written, as received. */
  messages(): Promise<readonly string[]>;
  /** Stops rsyslog; its messages can still be read. */
  away(): Promise<void>;
  /** Starts rsyslog again, on the same port. */
  back(): Promise<void>;
  stop(): Promise<void>;
}

const packages = { ossl: 'rsyslog-openssl', gtls: 'rsyslog-gnutls' } as const;

/**
 * Starts rsyslog for localhost, in a temporary folder.
 *
 * @param driver `ossl`: as in the documentation
 * @throws Error if it is not installed
 */
export async function startRsyslog(driver: TlsDriver = 'ossl'): Promise<Rsyslog> {
  if (spawnSync('rsyslogd', ['-v']).status !== 0 || !spawnSync('dpkg', ['-s', packages[driver]]).stdout.includes('Status: install ok'))
    throw new Error(`This test needs rsyslog with TLS: apt-get install rsyslog ${packages[driver]}`);
  const folder = await mkdtemp(join(tmpdir(), 'rsyslog-'));
  const port = await freePort();
  const at = (name: string): string => join(folder, name);
  const authority = testAuthority();
  const { certificate, key } = authority.issue('localhost');
  await writeFile(at('ca.pem'), authority.certificate);
  await writeFile(at('cert.pem'), certificate);
  await writeFile(at('key.pem'), key);
  await writeFile(
    at('rsyslog.conf'),
    `global(workDirectory="${folder}" defaultNetstreamDriver="${driver}" defaultNetstreamDriverCAFile="${at('ca.pem')}"
  defaultNetstreamDriverCertFile="${at('cert.pem')}" defaultNetstreamDriverKeyFile="${at('key.pem')}" maxMessageSize="8k")
module(load="imtcp" StreamDriver.Name="${driver}" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
input(type="imtcp" port="${String(port)}" address="127.0.0.1")
template(name="whole" type="string" string="%rawmsg%\\n")
if $app-name == "card-desk" then action(type="omfile" file="${at('events.log')}" template="whole")
`,
  );
  let server: ChildProcess | null = null;
  const back = async (): Promise<void> => {
    server = spawn('rsyslogd', ['-n', '-f', at('rsyslog.conf'), '-i', at('pid')], { stdio: 'ignore' });
    await untilAccepting('rsyslogd', server, port);
  };
  const away = async (): Promise<void> => {
    if (server !== null) await endProgram(server);
    server = null;
  };
  await back();
  return {
    port,
    authorityFile: at('ca.pem'),
    messages: async () => (existsSync(at('events.log')) ? (await readFile(at('events.log'), 'utf8')).split('\n').slice(0, -1) : []),
    away,
    back,
    stop: async () => {
      await away();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
