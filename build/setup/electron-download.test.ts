import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../lib/paths.mjs';
import { downloadOfficial, downloadSource } from './electron-download.mjs';

/** Runs Electron's own installer in a separate package folder, with a mirror on this machine. */
const VERSION = '45.0.0';
const FILE = `electron-v${VERSION}-linux-x64.zip`;
const archive = Buffer.from(
  zipSync(
    { electron: new TextEncoder().encode('#!/bin/sh\n'.padEnd(400_000, '#')), version: new TextEncoder().encode(VERSION) },
    { level: 0 },
  ),
);
const sum = createHash('sha256').update(archive).digest('hex');

let folder: string;
let mirror: Server;
let asked: string[];
let said: string[];
/** How the mirror answers for the file itself. */
let giveFile: (response: ServerResponse) => void;
const whole = (response: ServerResponse): void => void response.end(archive);

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
const address = (server: Server): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => {
      resolve();
    });
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'electron-download-'));
  const electron = join(folder, 'node_modules/electron');
  await mkdir(electron, { recursive: true });
  const own = join(root, 'node_modules/electron');
  await cp(join(own, 'install.js'), join(electron, 'install.js'));
  await writeFile(join(electron, 'package.json'), JSON.stringify({ name: 'electron', version: VERSION }));
  for (const name of ['@electron', '@electron-internal', 'undici'])
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  asked = [];
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  giveFile = whole;
  mirror = createServer((incoming: IncomingMessage, response) => {
    asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    if (incoming.url?.endsWith('SHASUMS256.txt') === true) response.end(`${sum} *${FILE}\n`);
    else if (incoming.url?.endsWith(FILE) === true) giveFile(response);
    else response.writeHead(404).end();
  });
  await listening(mirror);
});
afterEach(async () => {
  await closed(mirror);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Returns the environment of every attempt: nothing of this machine's, and a separate cache. */
const environment = (own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: folder,
  electron_config_cache: join(folder, 'cache'),
  electron_use_remote_checksums: '1',
  npm_config_platform: 'linux',
  npm_config_arch: 'x64',
  ...own,
});
const stampFile = (): string => join(folder, 'unreachable');
const attempt = (own: NodeJS.ProcessEnv, now?: () => number): ReturnType<typeof downloadOfficial> =>
  downloadOfficial({
    folder: join(folder, 'node_modules/electron'),
    version: VERSION,
    stampFile: stampFile(),
    env: environment(own),
    ...(now === undefined ? {} : { now }),
  });
const installed = (): Promise<string> => readFile(join(folder, 'node_modules/electron/dist/version'), 'utf8').catch(() => 'nothing');
const isRemembered = (): boolean => existsSync(stampFile());
/** Resets to the state before any download. */
async function forgetDownloads(): Promise<void> {
  for (const name of ['cache', 'node_modules/electron/dist']) await rm(join(folder, name), { recursive: true, force: true });
}
/** Makes the mirror return an unusable file once, then the right one. */
async function failsOnce(): Promise<void> {
  expect(await attempt({ ELECTRON_MIRROR: address(mirror) })).toBe('failed');
  expect(await installed()).toBe('nothing');
  expect(isRemembered()).toBe(false);
  giveFile = whole;
  expect(await attempt({ ELECTRON_MIRROR: address(mirror) })).toBe('done');
  expect(await installed()).toBe(VERSION);
}

/** Starts a proxy that supports both ways a client may ask. */
function startProxy(): Server {
  const proxy = createServer((incoming, response) => {
    const on = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(on);
    passed.push(incoming.url ?? '');
  });
  proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    passed.push(incoming.url ?? '');
    const [host, port] = (incoming.url ?? '').split(':');
    const on = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      on.pipe(socket).pipe(on);
    });
    for (const end of [on, socket]) end.on('error', () => undefined);
  });
  return proxy;
}
let passed: string[] = [];
/** Returns a port where nothing listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return `http://127.0.0.1:${String(port)}/`;
}

describe.skipIf(process.platform !== 'linux')('the official Electron', () => {
  it('comes from the mirror that npm or the environment names, if its hash matches', async () => {
    for (const name of ['ELECTRON_MIRROR', 'NPM_CONFIG_ELECTRON_MIRROR', 'npm_config_electron_mirror']) {
      asked = [];
      await forgetDownloads();
      expect(await attempt({ [name]: address(mirror) }), name).toBe('done');
      expect(await installed()).toBe(VERSION);
      expect(asked).toContain(`GET /v${VERSION}/${FILE}`);
    }
    expect(isRemembered()).toBe(false);
  });

  it('is rejected with a wrong hash without leaving files; the next start tries again', async () => {
    giveFile = (response) => void response.end(Buffer.from(archive).fill(1, 100, 200));
    await failsOnce();
  });

  it('is not left incomplete when the download breaks off, and is downloaded completely at the next start', async () => {
    giveFile = (response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 100_000), () => response.destroy());
    };
    await failsOnce();
  });

  it('comes through the proxy of the environment, and through the one in npm’s settings', async () => {
    const proxy = startProxy();
    await listening(proxy);
    for (const name of ['HTTP_PROXY', 'http_proxy', 'npm_config_proxy']) {
      passed = [];
      await forgetDownloads();
      expect(await attempt({ ELECTRON_MIRROR: address(mirror), [name]: address(proxy) }), name).toBe('done');
      expect(passed.length, name).toBeGreaterThan(0);
      expect(await installed()).toBe(VERSION);
    }
    await closed(proxy);
  });

  it('that is unreachable is not waited for again until a day has passed or the mirror changes', async () => {
    const gone = await nowhere();
    expect(await attempt({ ELECTRON_MIRROR: gone })).toBe('unreachable');
    expect(said.at(-1)).toMatch(/127\.0\.0\.1:\d+ cannot be reached.*HTTPS_PROXY or ELECTRON_MIRROR/);
    expect(await attempt({ ELECTRON_MIRROR: gone })).toBe('unreachable-before');
    const tomorrow = (): number => Date.now() + 25 * 60 * 60_000;
    expect(await attempt({ ELECTRON_MIRROR: gone }, tomorrow)).toBe('unreachable');
    await utimes(stampFile(), new Date(), new Date());
    expect(await attempt({ ELECTRON_MIRROR: address(mirror) })).toBe('done');
  });

  it('behind a proxy that does not answer is not waited for again until the proxy changes', async () => {
    const proxy = startProxy();
    await listening(proxy);
    const gone = await nowhere();
    const dead = (url: string): NodeJS.ProcessEnv => ({ ELECTRON_MIRROR: 'http://mirror.example/', HTTP_PROXY: url });
    expect(await attempt(dead(gone))).toBe('unreachable');
    expect(said.at(-1)).toContain('the proxy 127.0.0.1:');
    expect(await attempt(dead(gone))).toBe('unreachable-before');
    expect(await attempt({ ELECTRON_MIRROR: address(mirror), HTTP_PROXY: address(proxy) })).toBe('done');
    await closed(proxy);
  });

  it.each([
    ['a mirror without https://', { ELECTRON_MIRROR: 'mirror.example/electron' }],
    ['an invalid proxy address', { HTTP_PROXY: 'http://user:quince@[proxy', ELECTRON_MIRROR: 'http://127.0.0.1:9/' }],
  ])('is not downloaded if the environment names %s, which is printed without a password', async (_what, env) => {
    expect(await attempt(env)).toBe('unreachable');
    expect(said.at(-1)).toMatch(/is not a valid address.*HTTPS_PROXY or ELECTRON_MIRROR/);
    expect(said.join('')).not.toContain('quince');
  });

  it('remembers an unreachable address without its password', async () => {
    expect(await attempt({ ELECTRON_MIRROR: 'http://127.0.0.1:9/', HTTP_PROXY: 'http://user:quince@127.0.0.1:9' })).toBe('unreachable');
    expect(await readFile(stampFile(), 'utf8')).not.toContain('quince');
  });
});

describe('the download address', () => {
  it('is GitHub without a proxy by default', () => {
    expect(downloadSource({})).toEqual({ address: 'https://github.com/electron/electron/releases/download/', proxy: null, env: {} });
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['the usual name', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['the usual name in small letters', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['npm’s https-proxy', { npm_config_https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['npm’s proxy', { npm_config_proxy: 'proxy:3128' }, 'proxy:3128'],
    ['a proxy for http only', { HTTP_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
  ])('and through which proxy: %s', (_what, env, proxy) => {
    const place = downloadSource(env);
    expect(place.proxy).toBe(proxy);
    expect(place.env).toMatchObject({ ELECTRON_GET_USE_PROXY: 'true', https_proxy: proxy });
  });

  it('honors the proxy exemptions of npm and of the environment', () => {
    expect(downloadSource({ https_proxy: 'http://proxy:1', npm_config_noproxy: 'mirror.example' }).env).toMatchObject({
      no_proxy: 'mirror.example',
    });
  });
});
