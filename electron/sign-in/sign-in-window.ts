import type { BrowserWindow, Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { originOf } from '../core/origin.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { federatedName } from './federated-name.js';
import { signOutOf } from './network.js';
import { openPageWindow } from './page-window.js';
import type { WindowOutcome } from './sign-in.js';

export interface SignInWindowOptions {
  readonly parent: BrowserWindow | null;
  /** The address that is called until the server answers it; it redirects to the sign-in page. */
  readonly url: string;
  /** Hosts of the sign-in service, with a port unless 443. Their pages and the server's may be shown. */
  readonly hosts: readonly string[];
  readonly watch: CertificateWatch;
  /** Sessions that receive the cookies. */
  readonly sessions: readonly Session[];
  /** A session used by nothing else, and the server's answer over it, which shows whether the cookies work. */
  readonly proof: Session;
  readonly ask: () => Promise<Result<unknown, CmError>>;
}

/**
 * Lets a person sign in at the organization's page and adopts the server's cookies once they are proven: without them the
 * server redirected to a page, with them it answers. Until then the station does not change.
 */
export async function signInThroughWindow(options: SignInWindowOptions): Promise<WindowOutcome> {
  const { parent, url, hosts, watch, proof, ask } = options;
  await signOutOf(proof);
  const unasked = await ask();
  if (unasked.ok) return { outcome: 'not-asked' };
  if (unasked.error.code !== 'not-signed-in') return { outcome: 'failed', error: unasked.error };
  if (unasked.error.status === 401) return { outcome: 'not-asked' };
  const server = new URL(url).origin;
  /** The names that the page sent to the server. With more than one, the owner of the cookies is unknown. */
  const names = new Set<string>();
  let signedIn: (outcome: WindowOutcome) => void = () => undefined;
  const success = new Promise<WindowOutcome>((resolve) => {
    signedIn = resolve;
  });
  const page = openPageWindow({
    parent,
    url,
    origins: new Set([server, ...originsOf(hosts)]),
    watch,
    onRequest: (request) => {
      if (request.method !== 'POST' || originOf(request.url) !== server) return;
      const parts = Array.isArray(request.uploadData) ? request.uploadData : [];
      // A part may be a file without bytes.
      const form = Buffer.concat(parts.flatMap(({ bytes }) => (Buffer.isBuffer(bytes) ? [bytes] : []))).toString('utf8');
      const name = federatedName(form);
      if (name !== null) names.add(name);
    },
    onPage: (at) => {
      if (originOf(at) === server) void look();
    },
  });
  const look = async (): Promise<void> => {
    await takeCookies(page.session, url, [proof]);
    const [name = null, ...others] = names;
    if ((await ask()).ok) signedIn({ outcome: 'signed-in', name: others.length === 0 ? name : null });
  };
  const outcome = await Promise.race([success, page.ended]);
  page.close();
  if (outcome.outcome === 'signed-in') {
    // The earlier person is signed out.
    for (const one of options.sessions) await signOutOf(one);
    await takeCookies(page.session, url, options.sessions);
  }
  await signOutOf(proof);
  await page.forget();
  return outcome;
}

/** Returns the https origins of the hosts whose pages may be shown. */
export function originsOf(hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => new URL(`https://${host}`).origin);
}

/** Copies the server's cookies to other sessions. */
async function takeCookies(from: Session, url: string, to: readonly Session[]): Promise<void> {
  const cookies = await from.cookies.get({ url });
  for (const { cookies: jar } of to) {
    for (const { name, value, path, secure, httpOnly, sameSite, expirationDate } of cookies) {
      await jar.set({
        url,
        name,
        value,
        ...(path === undefined ? {} : { path }),
        ...(secure === undefined ? {} : { secure }),
        ...(httpOnly === undefined ? {} : { httpOnly }),
        sameSite,
        ...(expirationDate === undefined ? {} : { expirationDate }),
      });
    }
  }
}
