import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority, type TestCertificate } from '../electron/cm/test-certificate.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { startTlsFront, type TlsFront } from './tls-front.js';
import { startLiveServer, type LiveServer } from './live-server.js';

const hasCertificateTools = ['certutil', 'pk12util', 'openssl'].every((tool) => spawnSync('which', [tool]).status === 0);
if (!hasCertificateTools) console.warn('libnss3-tools or openssl is not installed: client certificates are not tested');

const root = testAuthority();
const middle = root.below();
const showing = ({ certificate: cert, key }: TestCertificate, more: TlsOptions = {}): TlsOptions => ({ cert, key, ...more });
const good = showing(root.issue('localhost'));

let folder: string;
let server: LiveServer;
let front: TlsFront;
let station: LaunchedStation;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
  await writeFile(join(folder, 'ca.pem'), root.certificate);
  server = await startLiveServer();
  front = await startTlsFront(server.faults.origin, good);
  const clientCertificate = hasCertificateTools ? { clientCertificate: { issuer: 'Example Desks', subject: 'desk-07' } } : {};
  const settings = { ...server.settings, server: { url: front.origin, extraCa: join(folder, 'ca.pem'), ...clientCertificate } };
  if (hasCertificateTools) await makeClientCertificates(join(folder, 'home'));
  station = await launchStation({ settings, env: { HOME: join(folder, 'home') } });
});
afterAll(async () => {
  await closeStations();
  await front.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const line = (state: 'up' | 'down') => station.page.locator(`[data-testid="connection"][data-state="${state}"]`);
const refresh = () => station.page.getByTestId('connection').getByRole('button', { name: 'Refresh' }).click();
/** Returns the status of a call over one of the sessions for bindings, or its error. */
const overBindings = (): Promise<number | string> =>
  station.app.evaluate(
    ({ session }, url) =>
      session
        .fromPartition('cm-bindings-3', { cache: false })
        .fetch(url)
        .then(({ status }) => status, String),
    `${front.origin}/CertificateManagement/api/v1.0/profiletemplates`,
  );

describe('a server’s certificate', () => {
  it('from an issuer the administrator named is trusted, for bindings too', async () => {
    await line('up').waitFor();
    expect(await overBindings()).toBe(200);
  });

  it('with an intermediate authority is trusted', async () => {
    const { certificate, key } = middle.issue('localhost');
    await front.show({ cert: certificate + middle.certificate, key });
    await refresh();
    // The connection was online before, too.
    await expect.poll(() => front.received(), { timeout: 15_000 }).toBeGreaterThan(0);
    await line('up').waitFor();
  });

  // An hour at which it is the same day in nearly every time zone.
  const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T10:00:00Z') };
  const future = { notBefore: new Date('2040-01-01T10:00:00Z'), notAfter: new Date('2041-01-01T00:00:00Z') };
  it.each<[string, TlsOptions, string]>([
    ['that expired', showing(root.issue('localhost', past)), 'The server’s certificate expired on Jan 1, 2021.'],
    ['that is not valid yet', showing(root.issue('localhost', future)), 'The server’s certificate is not valid until Jan 1, 2040.'],
    ['of an unknown issuer', showing(testAuthority().issue('localhost')), 'The issuer of the server’s certificate (CN=Test Root'],
    ['whose issuer was not sent', showing(middle.issue('localhost')), 'The issuer of the server’s certificate (CN=Test Authority'],
    ['for another name', showing(root.issue('cm.example')), 'The server’s certificate is for cm.example, not for localhost.'],
    [
      'for other purposes',
      showing(root.issue('localhost', undefined, { purposes: ['2b06010505070302'] })),
      'The server’s certificate cannot be trusted.',
    ],
    [
      'with TLS 1.1',
      showing(root.issue('localhost'), { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      'A secure connection failed',
    ],
  ])('%s is refused, explained, and nothing is sent', async (_, shown, sentence) => {
    await front.show(good);
    await refresh();
    await line('up').waitFor();
    await front.show(shown);
    await refresh();
    await line('down').getByText(sentence).waitFor();
    expect(await overBindings()).toMatch(/net::ERR_(?:CERT|SSL)_/);
    expect(front.received()).toBe(0);
    // The refusal cannot be bypassed: the connection stays offline however many times it is tried.
    await refresh();
    await line('down').getByText(sentence).waitFor();
    expect(front.received()).toBe(0);
  });
});

describe.skipIf(!hasCertificateTools)('a server that asks for a client certificate', () => {
  const asking = { ...good, requestCert: true, rejectUnauthorized: false };

  it('is explained in text by a call that cannot send one', async () => {
    await front.show({ ...asking, rejectUnauthorized: true, ca: testAuthority().certificate });
    await refresh();
    // Electron before it raised the event for its own fetch fails the call; later ones send the certificate, which is
    // rejected.
    await line('down')
      .getByText(/The server requires a certificate from this station|A secure connection failed|The connection was lost/)
      .waitFor();
    expect(front.received()).toBe(0);
  });

  it('gets the certificate that policy selects, without asking anyone', async () => {
    await front.show(asking);
    // A window raises the event in every Electron; the station's own calls do in newer ones.
    await station.app.evaluate(async ({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ show: false, webPreferences: { partition: 'cm', sandbox: true } });
      await window.loadURL(url).catch(() => undefined);
      window.destroy();
    }, `${front.origin}/CertificateManagement/api/v1.0/profiletemplates`);
    expect(new Set(front.clients())).toEqual(new Set(['desk-07']));
  });
});

/** Makes a home with two client certificates of one issuer in Chromium's store (NSS). */
async function makeClientCertificates(home: string): Promise<void> {
  const store = join(home, '.pki/nssdb');
  await mkdir(store, { recursive: true });
  const run = (tool: string, ...args: string[]): void => {
    const { status, stderr } = spawnSync(tool, args, { cwd: folder });
    if (status !== 0) throw new Error(`${tool}: ${stderr.toString()}`);
  };
  run('certutil', '-N', '-d', `sql:${store}`, '--empty-password');
  const ca = ['-CA', 'desks.pem', '-CAkey', 'desks.key'];
  run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=Example Desks',
    '-days',
    '2',
    '-keyout',
    'desks.key',
    '-out',
    'desks.pem',
  );
  for (const name of ['desk-06', 'desk-07']) {
    run('openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    run('openssl', 'x509', '-req', '-in', `${name}.csr`, ...ca, '-CAcreateserial', '-days', '1', '-out', `${name}.pem`);
    run(
      'openssl',
      'pkcs12',
      '-export',
      '-in',
      `${name}.pem`,
      '-inkey',
      `${name}.key`,
      '-passout',
      'pass:',
      '-name',
      name,
      '-out',
      `${name}.p12`,
    );
    run('pk12util', '-i', `${name}.p12`, '-d', `sql:${store}`, '-K', '', '-W', '');
  }
}
