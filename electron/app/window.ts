import { join } from 'node:path';
import { BrowserWindow, Menu, session as sessions, type Session } from 'electron';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import { APP_ORIGIN, APP_SCHEME } from './app-files.js';
import { serveApp, type PhotoOf } from './app-protocol.js';
import { electronPage } from './electron-page.js';
import { watchPage } from './page-watch.js';
import { allowOwnSchemeOnly, type OnRefused } from './security.js';

export interface OpenWindowDeps {
  /** Folder of the bundled main process, with the preload script. */
  readonly mainFolder: string;
  /** Folder of the renderer's files. */
  readonly rendererFolder: string;
  readonly photoOf: PhotoOf;
  readonly refused: OnRefused;
  /** Called before the page loads, so that its first call is recognized as its own. */
  readonly opened: (window: BrowserWindow) => void;
  /** The window is shown only after this. The page loads while the station is built, which may still fail. */
  readonly built: Promise<unknown>;
  readonly log: Log;
}

/** Time for a loaded page to draw before its window is shown, ms: several frames. */
const DRAW_MS = 200;
/** Longest time until a window is shown, ms. */
const SHOW_MS = 1_500;

/**
 * Resolves when a hidden window has something to show. On Wayland `ready-to-show` may never come (Electron 38 and later,
 * electron/electron 48859), so a loaded page, or a timeout, counts as well.
 */
function readyToShow(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, SHOW_MS);
    window.once('ready-to-show', resolve);
    window.webContents.once('did-finish-load', () => setTimeout(resolve, DRAW_MS));
  });
}

/**
 * Opens the station's only window: sandboxed, isolated, without Node, on a session in memory that can access only the
 * station's own scheme. Resolves when the page has loaded.
 */
export async function openWindow({ mainFolder, rendererFolder, photoOf, refused, opened, built, log }: OpenWindowDeps): Promise<void> {
  const session: Session = sessions.fromPartition('station', { cache: false });
  session.setSpellCheckerEnabled(false);
  // A reopened window reuses its session.
  if (!session.protocol.isProtocolHandled(APP_SCHEME)) {
    serveApp(session, rendererFolder, photoOf);
    allowOwnSchemeOnly(session, refused);
  }
  // Operators need no reload or zoom commands. On macOS the system menu is required to quit.
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null);

  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: 'Card Desk',
    // Windows and macOS use the program's own icon.
    ...(process.platform === 'linux' ? { icon: join(mainFolder, '..', 'assets', 'icons', '256x256.png') } : {}),
    backgroundColor: '#f4f6f8',
    webPreferences: {
      preload: join(mainFolder, 'preload.js'),
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      disableBlinkFeatures: 'Auxclick',
      devTools: false,
      spellcheck: false,
    },
  });
  // If the station cannot be built, its builder reports the reason.
  void Promise.all([readyToShow(window), built]).then(
    () => {
      if (!window.isDestroyed()) window.show();
    },
    () => undefined,
  );
  opened(window);
  await window.loadURL(`${APP_ORIGIN}/index.html`);
  watchPage(electronPage(window), { schedule, now: () => performance.now(), log });
}
