import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { httpsServer, type TestServer } from '../electron/cm/test-server.js';
import { logFileOf } from '../electron/core/log.js';
import { testOffice } from '../electron/updates/signed.fixture.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startLiveServer, type LiveServer } from './live-server.js';

const hasCertificateTool = spawnSync('which', ['certutil']).status === 0;
if (!hasCertificateTool) console.warn('libnss3-tools is not installed: announcements over HTTPS are not tested');

/** The first check comes two minutes after the start. */
const LOOK_LIMIT_MS = 180_000;

describe.skipIf(!hasCertificateTool)('the packaged station, with an announcement at an https address that the system trusts', () => {
  const office = testOffice();
  const signed = office.sign({ version: '99.0.0', notes: '<b>Reads</b> cards of the new supplier.\nMore of it.' });
  const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
  let folder: string;
  let server: LiveServer;
  let web: TestServer;
  let station: LaunchedStation;
  let misled: LaunchedStation;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'updates-'));
    const root = testAuthority();
    const { certificate: cert, key } = root.issue('localhost');
    web = await httpsServer({ cert, key }, ({ url = '', headers }, response) => {
      asked.push({ url, headers });
      if (url.startsWith('/moved')) response.writeHead(302, { location: url.replace('/moved', '/card-desk') }).end();
      else response.setHeader('set-cookie', 'desk=1').end(url.endsWith('.sig') ? signed.signature : signed.announcement);
    });
    await trustAsTheSystem(root.certificate);
    server = await startLiveServer();
    const open = (name: string): Promise<LaunchedStation> =>
      launchStation({
        settings: { ...server.settings, updates: { announcement: `${web.origin}/${name}.json`, publicKey: office.publicKey } },
        env: { HOME: folder },
      });
    [station, misled] = await Promise.all([open('card-desk'), open('moved')]);
  });
  afterAll(async () => {
    await closeStations();
    await web.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function trustAsTheSystem(certificate: string): Promise<void> {
    const store = join(folder, '.pki/nssdb');
    await mkdir(store, { recursive: true });
    const file = join(folder, 'root.pem');
    await writeFile(file, certificate);
    for (const args of [
      ['-N', '--empty-password'],
      ['-A', '-t', 'C,,', '-n', 'test root', '-i', file],
    ]) {
      const { status, stderr } = spawnSync('certutil', [...args, '-d', `sql:${store}`]);
      if (status !== 0) throw new Error(`certutil: ${stderr.toString()}`);
    }
  }

  it('says that a newer version is available, and sends nothing that identifies it', { timeout: LOOK_LIMIT_MS + 30_000 }, async () => {
    const line = station.page.getByTestId('warnings').getByText('Card Desk 99.0.0 is available');
    await line.waitFor({ timeout: LOOK_LIMIT_MS });
    expect(await line.innerText()).toBe(
      'Card Desk 99.0.0 is available: “<b>Reads</b> cards of the new supplier.” Your administrator will install it.',
    );
    const calls = asked.filter(({ url }) => !url.startsWith('/moved'));
    expect(calls.map(({ url }) => url)).toEqual(['/card-desk.json', '/card-desk.json.sig']);
    for (const { headers } of calls) {
      expect(headers['user-agent']).toBe('Card Desk');
      expect(headers['accept-language'] ?? 'en').toMatch(/^en\b/);
      for (const name of ['cookie', 'authorization', 'referer', 'origin']) expect(headers).not.toHaveProperty(name);
    }
  });

  it('follows no redirect elsewhere, and says so only in the log', { timeout: LOOK_LIMIT_MS + 30_000 }, async () => {
    const log = (): Promise<string> => readFile(logFileOf(join(misled.profile, 'logs')), 'utf8');
    await expect
      .poll(log, { timeout: LOOK_LIMIT_MS, interval: 500 })
      .toContain('[updates] the announcement of a newer version is not used {"code":"redirected"}');
    expect(await misled.page.getByText('Card Desk 99').count()).toBe(0);
    expect(asked.filter(({ url }) => url.startsWith('/card-desk'))).toHaveLength(2);
  });
});
