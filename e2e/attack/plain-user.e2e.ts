import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { documentedSwitches } from '../../electron/boot/documented-switches.fixture.js';
import { testAuthority } from '../../electron/cm/test-certificate.js';
import { isPin } from '../../electron/kiosk/pin.js';
import { makeClose } from '../closing.js';
import { hasPlainUser, PlainUser } from './plain-user.js';

/**
 * Attacker: a person with an account and a shell on the machine, without administrator rights, who controls command line,
 * environment and input.
 */

/** The forms in which Chromium accepts a switch under Linux. */
const forms: readonly ((text: string) => readonly string[])[] = [
  (text) => [`--${text}`],
  (text) => [`-${text}`],
  (text) => [` --${text}`],
  (text) => [`\t-${text} `],
  (text) => [`--${text}`, `--${text}`],
  (text) => ['--training', `-${text}`],
];

/** Switches tested in every form; the others are tested in one form each. */
const worst = [
  'no-sandbox',
  'ignore-certificate-errors',
  'remote-debugging-port=9333',
  'host-resolver-rules=MAP * 127.0.0.1',
  'renderer-cmd-prefix=/tmp/planted',
  'password-store=basic',
];

/** With these switches Chromium exits or hangs before the station's first line runs: there is no window and no station. */
const endsInChromium = /^\s*--?(?:disable-namespace-sandbox|no-zygote|zygote-cmd-prefix=.*|wait-for-debugger)\s*$/;

/**
 * Whether to test all combinations; each starts a station once. A normal run draws a sample; `npm run test:switches` runs all
 * of them.
 */
const isEverySwitchTried = process.env['CARD_DESK_EVERY_SWITCH'] === '1';
/** Sample sizes of the switches tested in every form, and of the others. */
const DRAWN = { worst: 4, others: 4 };

/** Returns a random sample. */
function drawn<T>(all: readonly T[], count: number): T[] {
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(randomInt(left.length), 1)).flat();
}

/** Number of processes at a time; each exits at once. */
const SIDE_BY_SIDE = 4;

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return z.object({ port: z.int() }).parse(server.address()).port;
};

describe.skipIf(!hasPlainUser)('a plain user of the machine (needs Linux and a non-root user)', () => {
  let user: PlainUser;
  beforeAll(async () => {
    user = await PlainUser.open();
    // The package may have to be built first.
  }, 300_000);
  afterAll(() => {
    user.close();
  });

  it('cannot start the station with a switch that disables a protection', { timeout: 600_000 }, async () => {
    const ofWorst = worst.flatMap((text) => forms.map((form) => form(text)));
    // With `--type` the program is a Chromium child process without its parent, which has no window and no network.
    const ofOthers = documentedSwitches
      .filter((text) => !text.startsWith('type='))
      .map((text, at) => forms[at % forms.length]?.(text) ?? []);
    const tries = isEverySwitchTried ? [...ofWorst, ...ofOthers] : [...drawn(ofWorst, DRAWN.worst), ...drawn(ofOthers, DRAWN.others)];
    const started: string[] = [];
    const next = async (): Promise<void> => {
      for (let args = tries.shift(); args !== undefined; args = tries.shift()) {
        const { code, complained } = await user.run(args, { display: false }, 20_000);
        if (code === 1 && complained.includes('Card Desk does not start with')) continue;
        if (code === 0 || !endsInChromium.test(args.join(' ')))
          started.push(`${JSON.stringify(args)}: ${String(code)} ${complained.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, next));
    expect(started).toEqual([]);
    expect(existsSync(join(user.profile, 'settings.json'))).toBe(false);
    expect(existsSync('/tmp/planted.log')).toBe(false);
  });

  it.each(['ELECTRON_DISABLE_SANDBOX', 'CHROME_DEVEL_SANDBOX', 'ELECTRON_ENABLE_LOGGING'])(
    'cannot start the station with the environment variable %s',
    async (name) => {
      const { code, complained } = await user.run([], { env: { [name]: '1' } });
      expect(complained).toContain(`the environment variable ${name} is set`);
      expect(code).toBe(1);
    },
  );

  it('cannot inject keys, an issuer or another PC/SC service through the environment', { timeout: 180_000 }, async () => {
    const authority = testAuthority();
    const { certificate: cert, key } = authority.issue('localhost');
    const issuers = join(user.home, 'issuers.pem');
    const keys = join(user.home, 'keys');
    writeFileSync(issuers, authority.certificate, { mode: 0o644 });
    const met = { server: 0, card: 0 };
    const heard: string[] = [];
    const server = createTlsServer({ cert, key }, (socket) => socket.destroy());
    server.on('tlsClientError', () => (met.server += 1)).on('secureConnection', () => heard.push('server'));
    const directory = createTlsServer({ cert, key }, (socket) =>
      socket.on('data', (data: Buffer) => heard.push(`directory: ${data.toString('latin1')}`)).on('error', () => undefined),
    );
    const cards = createServer(() => (met.card += 1));
    const closes = [makeClose(server, 'the server'), makeClose(directory, 'the directory'), makeClose(cards, 'the other PC/SC service')];
    const socket = join(user.home, 'pcscd.comm');
    cards.listen(socket);
    await once(cards, 'listening');
    user.own(socket);
    const [serverPort, directoryPort] = [await listening(server), await listening(directory)];
    mkdirSync(user.profile, { recursive: true });
    const settings = {
      server: { url: `https://localhost:${String(serverPort)}` },
      people: {
        directory: { url: `ldaps://localhost:${String(directoryPort)}`, base: 'DC=example,DC=org', bindDn: 'CN=desk,DC=example,DC=org' },
      },
    };
    writeFileSync(join(user.profile, 'settings.json'), JSON.stringify(settings));
    for (const path of [join(user.home, '.config'), user.profile, join(user.profile, 'settings.json')]) user.own(path);

    const station = user.start([], {
      env: {
        SSLKEYLOGFILE: keys,
        SSL_CERT_FILE: issuers,
        NODE_EXTRA_CA_CERTS: issuers,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_OPTIONS: '--tls-min-v1.0',
        PCSCLITE_CSOCK_NAME: socket,
        CARD_DESK_DIRECTORY_PASSWORD: 'quince-41',
      },
    });
    for (const stream of [station.stdout, station.stderr]) stream.resume();
    const log = join(user.profile, 'logs', 'card-desk.log');
    const said = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    const ended = new Promise((resolve) => station.once('exit', resolve));
    try {
      await expect.poll(said, { timeout: 60_000 }).toContain('the station is open');
      await expect.poll(() => met.server, { timeout: 60_000 }).toBeGreaterThan(0);
    } finally {
      station.kill('SIGKILL');
      await ended;
      for (const close of closes) await close();
    }
    expect({ heard, cards: met.card, keys: existsSync(keys) }).toEqual({ heard: [], cards: 0, keys: false });
  });

  it('can pipe in a PIN in any encoding, or gets an error message', async () => {
    const hash = (input: Buffer): ReturnType<PlainUser['run']> => user.run(['--hash-pin'], { input, display: false });
    const marked = await hash(Buffer.from('\uFEFF482913\r\n', 'utf8'));
    expect(marked.code).toBe(0);
    expect(await isPin('482913', marked.said.trim())).toBe(true);
    // Of all encodings except UTF-8, the one that PowerShell writes; the rest is in electron/boot/standard-input.test.ts.
    expect(await hash(Buffer.from('\uFEFF482913\r\n', 'utf16le'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('Standard input is not UTF-8') as string,
    });
  });
});
