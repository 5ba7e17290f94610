import { BrowserWindow, session as sessions, type OnBeforeRequestListenerDetails, type Session } from 'electron';
import { originOf } from '../core/origin.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { allowNavigation } from '../app/security.js';
import type { WindowOutcome } from './sign-in.js';

/** Session of the sign-in window, in memory; emptied when the window closes. */
export const SIGN_IN_PARTITION = 'sign-in';

export interface PageWindowOptions {
  readonly parent: BrowserWindow | null;
  /** The page that opens. */
  readonly url: string;
  /** Origins of the pages that may be shown. */
  readonly origins: ReadonlySet<string>;
  /** An address that a page may lead to without being a page: nothing is fetched from it. */
  readonly isAnswer?: (url: string) => boolean;
  readonly watch: CertificateWatch;
  /** Looks at each request before it goes out. */
  readonly onRequest: (request: OnBeforeRequestListenerDetails) => void;
  /** Told of each page that is shown. */
  readonly onPage: (url: string) => void;
}

export interface PageWindow {
  readonly session: Session;
  /** A person has closed the window, or the page led where it may not. */
  readonly ended: Promise<Extract<WindowOutcome, { readonly outcome: 'closed' | 'blocked' }>>;
  /** Closes the window. */
  readonly close: () => void;
  /** Forgets everything that the page was given. */
  readonly forget: () => Promise<void>;
}

/**
 * Opens the organisation's sign-in page in a window that can do nothing else: sandboxed, without our bridge, on a session
 * of its own that reaches the named origins only.
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
    // Where a page may not lead, the person is told and the window closes, rather than showing nothing.
    allowNavigation(contents, (asked) => {
      const goes = isAnswer(asked) || isAllowed(asked);
      if (!goes) resolve({ outcome: 'blocked', host: hostOf(asked) });
      return goes;
    });
    // There is no address bar: the title says whose page it is, and no page can say otherwise.
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
    // A page that does not load leaves an empty window for the person to close; the line's own error says why.
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
