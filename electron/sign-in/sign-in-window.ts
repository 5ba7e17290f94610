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
  /** What is asked for until the server answers it; it redirects to the sign-in page. */
  readonly url: string;
  /** Hosts of the sign-in service, with a port where it is not 443; pages of theirs and of the server's may be shown. */
  readonly hosts: readonly string[];
  readonly watch: CertificateWatch;
  /** Sessions that take over the cookies. */
  readonly sessions: readonly Session[];
  /** A session that nothing else uses, and what the server answers over it: whether the cookies are worth anything. */
  readonly proof: Session;
  readonly ask: () => Promise<Result<unknown, CmError>>;
}

/**
 * Lets a person sign in at the organisation's page. What is taken away are the server's cookies, once they have been shown
 * to be what the server wanted: without them it led to a page, with them it answers. Until then nothing of the station
 * changes.
 */
export async function signInThroughWindow(options: SignInWindowOptions): Promise<WindowOutcome> {
  const { parent, url, hosts, watch, proof, ask } = options;
  await signOutOf(proof);
  const unasked = await ask();
  if (unasked.ok) return { outcome: 'not-asked' };
  if (unasked.error.code !== 'not-signed-in') return { outcome: 'failed', error: unasked.error };
  if (unasked.error.status === 401) return { outcome: 'not-asked' };
  const server = new URL(url).origin;
  /** Whom the page has named to the server: with more than one nobody knows whose the cookies are. */
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
      // A part may be a file, without bytes of its own.
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
    // Whoever was signed in before is not any more.
    for (const one of options.sessions) await signOutOf(one);
    await takeCookies(page.session, url, options.sessions);
  }
  await signOutOf(proof);
  await page.forget();
  return outcome;
}

/** The origins of hosts whose pages may be shown; over https only. */
export function originsOf(hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => new URL(`https://${host}`).origin);
}

/** Gives the server's cookies to other sessions. */
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
