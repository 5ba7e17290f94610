import { BrowserWindow, session as sessions, type OnBeforeRequestListenerDetails, type Session } from 'electron';
import { originOf } from '../core/origin.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { allowNavigation } from '../app/security.js';
import type { WindowOutcome } from './sign-in.js';

/** In-memory session of the sign-in window; emptied when it closes. */
export const SIGN_IN_PARTITION = 'sign-in';

export interface PageWindowOptions {
  readonly parent: BrowserWindow | null;
  /** The first page. */
  readonly url: string;
  /** Origins whose pages may be shown. */
  readonly origins: ReadonlySet<string>;
  /** Whether an address is an answer rather than a page; it is not fetched. */
  readonly isAnswer?: (url: string) => boolean;
  readonly watch: CertificateWatch;
  /** Called with each request before it is sent. */
  readonly onRequest: (request: OnBeforeRequestListenerDetails) => void;
  /** Called with each page that is shown. */
  readonly onPage: (url: string) => void;
}

export interface PageWindow {
  readonly session: Session;
  /** Resolves when a person closes the window or the page leads to a host that is not allowed. */
  readonly ended: Promise<Extract<WindowOutcome, { readonly outcome: 'closed' | 'blocked' }>>;
  /** Closes the window. */
  readonly close: () => void;
  /** Clears the page's session. */
  readonly forget: () => Promise<void>;
}

/**
 * Opens the organization's sign-in page in a restricted window: sandboxed, without the preload bridge, in its own session that
 * reaches only the named origins.
 */
export function openPageWindow({ parent, url, origins, isAnswer = never, watch, onRequest, onPage }: PageWindowOptions): PageWindow {
  const isAllowed = (asked: string): boolean => asked.startsWith('data:') || origins.has(originOf(asked) ?? '');
  const session = sessions.fromPartition(SIGN_IN_PARTITION, { cache: false });
  session.setSpellCheckerEnabled(false);
  watch.guard(session);
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
    onRequest(request);
    answer({ cancel: isAnswer(request.url) || !isAllowed(request.url) });
  });
  const ended = new Promise<Awaited<PageWindow['ended']>>((resolve) => {
    // If a page leads to a host that is not allowed, the window closes and the person is told.
    allowNavigation(contents, (asked) => {
      const goes = isAnswer(asked) || isAllowed(asked);
      if (!goes) resolve({ outcome: 'blocked', host: hostOf(asked) });
      return goes;
    });
    // There is no address bar, so the title shows the page's host; the page cannot change it.
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    contents.on('did-navigate', (_event, at) => {
      window.setTitle(new URL(at).host);
      onPage(at);
    });
    window.once('closed', () => {
      resolve({ outcome: 'closed' });
    });
    // If the page fails to load, the window stays empty until the person closes it; the connection's error gives the reason.
    window.loadURL(url).catch(() => undefined);
  });
  return {
    session,
    ended,
    close: () => {
      session.webRequest.onBeforeRequest(null);
      if (!window.isDestroyed()) window.destroy();
      parent?.focus();
    },
    forget: async () => {
      await session.clearStorageData();
      await session.clearAuthCache();
    },
  };
}

const never = (): boolean => false;

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(url)?.[1]?.slice(0, 300) ?? url.slice(0, 50);
}
