import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { startGatedFront, type Gate } from './gated-front.js';
import { fronts, server } from './ntlm-sign-in.js';
import type { LaunchedStation } from './station.js';
import { password, registered, startTokenAuthority, type TokenAuthority } from './token-authority.js';

/**
 * A CM service that accepts tokens of a sign-in service, both with TLS certificates of one issuer, and the station's settings
 * for them.
 */
export interface TokenDesk {
  readonly authority: TokenAuthority;
  readonly settings: object;
  /** Called with a call before its token is checked; may answer it. */
  before: Gate;
  /** Called with each call whose token is valid, before it continues. */
  passed: (method: string) => void;
  /** Another server, and the requests it received. */
  readonly elsewhere: { readonly origin: string; readonly asked: string[] };
}

export async function startTokenDesk(): Promise<TokenDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'token-desk-'));
  const root = testAuthority();
  const { certificate: cert, key } = root.issue('localhost');
  await writeFile(join(folder, 'ca.pem'), root.certificate);
  const authority = await startTokenAuthority({ cert, key });
  const asked: string[] = [];
  const other = await startGatedFront(null, { cert, key }, ({ method, url, headers }, response) => {
    asked.push(`${method ?? ''} ${url ?? ''} ${headers.authorization ?? ''}`);
    response.writeHead(204).end();
    return false;
  });
  const service = await startGatedFront(server.faults.origin, { cert, key }, (request, response, body) => {
    const passes = desk.before(request, response, body) && authority.gate(request, response, body);
    if (passes) desk.passed(request.method ?? '');
    return passes;
  });
  fronts.push(authority, other, service, { close: () => rm(folder, { recursive: true }) });
  const { clientId, redirectUri, resource } = registered;
  const token = { authority: authority.issuer, clientId, redirectUri, resource };
  const desk: TokenDesk = {
    authority,
    settings: {
      ...server.settings,
      server: { url: service.origin, extraCa: join(folder, 'ca.pem'), signIn: { token } },
      policy: { bindOffline: true },
    },
    before: () => true,
    passed: () => undefined,
    elsewhere: { origin: other.origin, asked },
  };
  return desk;
}

/** Opens the sign-in page from its dialog, with the keyboard. */
export async function openPage({ app, page }: LaunchedStation): Promise<Page> {
  await page.getByTestId('sign-in-dialog').getByRole('button', { name: 'Open sign-in page' }).waitFor();
  const [window] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Enter')]);
  await window.getByLabel('Account').waitFor();
  return window;
}

/** Signs an account in on the sign-in page. */
export async function signInAs(station: LaunchedStation, account: string): Promise<void> {
  const window = await openPage(station);
  await window.getByLabel('Account').fill(account);
  await window.getByLabel('Password').fill(password);
  await window.getByRole('button', { name: 'Sign in' }).click();
}
