import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { wireStatus } from '../electron/training/service-wire.js';
import { expectFailingLayer } from './connection-layers.js';
import type { Fault } from './fault-server.js';
import { closeStations, launchStation, openTopic } from './station.js';
import { startTlsFront, type TlsFront } from './tls-front.js';
import { startLiveServer, type LiveServer } from './live-server.js';

const root = testAuthority();
const shown = (host: string) => {
  const { certificate: cert, key } = root.issue(host);
  return { cert, key };
};

let folder: string;
let server: LiveServer;
let front: TlsFront;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connection-'));
  await writeFile(join(folder, 'ca.pem'), root.certificate);
  server = await startLiveServer();
  front = await startTlsFront(server.faults.origin, shown('localhost'));
  page = await opened(front.origin);
});
afterAll(async () => {
  await closeStations();
  await front.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function opened(url: string): Promise<Page> {
  const station = await launchStation({ settings: { server: { url, extraCa: join(folder, 'ca.pem') } } });
  await openTopic(station.page, 'server');
  return station.page;
}

const answering = (status: number, headers: Readonly<Record<string, string>>, body: string, path = /./): void => {
  const fault: Fault = { fault: 'answer', processed: false, status, headers, body };
  server.faults.choose = (call) => (path.test(call.path) ? fault : { fault: 'none' });
};

it('the connection test says that reading works, what was found, and what that does not prove', async () => {
  await page.getByRole('button', { name: 'Test connection' }).focus();
  await page.keyboard.press('Enter');
  const approved = server.population.requests.filter(({ request: { Status } }) => Status === wireStatus.Approved).length;
  const report = page.locator('[data-outcome="works"]');
  await report.waitFor();
  expect(await report.innerText()).toMatch(new RegExp(`5 profile templates, ${String(approved)} approved requests`));
  expect(await report.locator('.layer.passed').count()).toBe(7);
  // Two answered reads prove nothing about binding.
  await report.getByText('The first binding shows whether this account is allowed to bind cards').waitFor();
  expect(await report.innerText()).toMatch(
    /Reading works[^]*\d+ for an enrollment agent, \d+ for the person, 0 for a virtual card, 0 without a template name/,
  );
});

it('the connection test names the web server if it answers with an error', async () => {
  answering(503, { 'Content-Type': 'text/html' }, '<html><title>Service Unavailable</title></html>');
  await expectFailingLayer(page, 'http', /HTTP[^]*returned an error \(503\)[^]*application pool[^]*Service Unavailable/);
});

it('the connection test names the sign-in if the server requires one', async () => {
  answering(401, { 'WWW-Authenticate': 'Negotiate' }, '');
  await expectFailingLayer(page, 'sign-in', /requires a sign-in[^]*server\.signIn/);
});

it('the connection test names the API if it is disabled', async () => {
  answering(404, { 'Content-Type': 'text/html' }, '<html><title>404 - File or directory not found.</title></html>');
  await expectFailingLayer(page, 'api', /is turned off on the server[^]*File or directory not found/);
});

it('the connection test names the API if something else answers', async () => {
  answering(200, { 'Content-Type': 'application/json' }, '{"it":"works"}');
  await expectFailingLayer(page, 'api', /response is invalid/);
});

it('the connection test names the permission if requests may not be read', async () => {
  answering(403, {}, '{"Message":"No right to read requests"}', /requests/);
  await expectFailingLayer(page, 'permission', /denied access[^]*read profile templates[^]*No right to read requests/);
  server.faults.choose = () => ({ fault: 'none' });
});

it('the connection test names TLS if the certificate is for another server', async () => {
  await front.show(shown('other.example'));
  await expectFailingLayer(page, 'tls', /is for other\.example, not for localhost[^]*server\.extraCa/);
});

it('the connection test names TCP if nothing listens', async () => {
  await front.close();
  await expectFailingLayer(page, 'tcp', /does not accept connections[^]*firewall/);
});
