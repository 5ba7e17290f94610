import { BrowserWindow, session as sessions, type Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { originOf } from '../core/origin.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { allowNavigation } from '../app/security.js';
import { federatedName } from './federated-name.js';
import { signOutOf } from './network.js';
import type { WindowOutcome } from './sign-in.js';

/** Session of the sign-in window, in memory; emptied when the window closes. */
export const SIGN_IN_PARTITION = 'sign-in';

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
 * Opens the organisation's sign-in page in a window that can do nothing else: sandboxed, without our bridge, on a session
 * of its own that reaches the server and the named hosts only. What it takes away are the server's cookies, once they have
 * been shown to be what the server wanted: without them it led to a page, with them it answers. Until then nothing of
 * the station changes.
 */
export async function signInThroughWindow(options: SignInWindowOptions): Promise<WindowOutcome> {
  const { parent, url, hosts, watch, proof, ask } = options;
  await signOutOf(proof);
  const unasked = await ask();
  if (unasked.ok) return { outcome: 'not-asked' };
  if (unasked.error.code !== 'not-signed-in') return { outcome: 'failed', error: unasked.error };
  if (unasked.error.status === 401) return { outcome: 'not-asked' };
  const server = new URL(url).origin;
  const allowed = new Set([server, ...hosts.map((host) => new URL(`https://${host}`).origin)]);
  const isAllowed = (asked: string): boolean => asked.startsWith('data:') || allowed.has(originOf(asked) ?? '');
  const session = sessions.fromPartition(SIGN_IN_PARTITION, { cache: false });
  session.setSpellCheckerEnabled(false);
  watch.guard(session);
  /** Whom the page has named to the server: with more than one nobody knows whose the cookies are. */
  const names = new Set<string>();

  const window = new BrowserWindow({
    ...(parent === null ? {} : { parent, modal: true }),
    width: 560,
    height: 720,
    title: new URL(url).host,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
      spellcheck: false,
      disableDialogs: true,
    },
  });
  window.removeMenu();
  const { webContents: contents } = window;
  session.webRequest.onBeforeRequest((request, answer) => {
    if (request.method === 'POST' && originOf(request.url) === server) {
      const parts = Array.isArray(request.uploadData) ? request.uploadData : [];
      // A part may be a file, without bytes of its own.
      const form = Buffer.concat(parts.flatMap(({ bytes }) => (Buffer.isBuffer(bytes) ? [bytes] : []))).toString('utf8');
      const name = federatedName(form);
      if (name !== null) names.add(name);
    }
    answer({ cancel: !isAllowed(request.url) });
  });

  const outcome = await new Promise<WindowOutcome>((resolve) => {
    const look = async (): Promise<void> => {
      await takeCookies(session, url, [proof]);
      const [name = null, ...others] = names;
      if ((await ask()).ok) resolve({ outcome: 'signed-in', name: others.length === 0 ? name : null });
    };
    // Where a page may not lead, the person is told and the window closes, rather than showing nothing.
    allowNavigation(contents, (asked) => {
      const goes = isAllowed(asked);
      if (!goes) resolve({ outcome: 'blocked', host: hostOf(asked) });
      return goes;
    });
    // There is no address bar: the title says whose page it is, and no page can say otherwise.
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    contents.on('did-navigate', (_event, at) => {
      window.setTitle(new URL(at).host);
      if (originOf(at) === server) void look();
    });
    window.once('closed', () => {
      resolve({ outcome: 'closed' });
    });
    // A page that does not load leaves an empty window for the person to close; the line's own error says why.
    window.loadURL(url).catch(() => undefined);
  });
  session.webRequest.onBeforeRequest(null);
  if (!window.isDestroyed()) window.destroy();
  parent?.focus();
  if (outcome.outcome === 'signed-in') {
    // Whoever was signed in before is not any more.
    for (const one of options.sessions) await signOutOf(one);
    await takeCookies(session, url, options.sessions);
  }
  await signOutOf(proof);
  await session.clearStorageData();
  await session.clearAuthCache();
  return outcome;
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

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(url)?.[1]?.slice(0, 300) ?? url.slice(0, 50);
}
