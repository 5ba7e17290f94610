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
  /** Folder of the bundled main process; the preload script stands in it. */
  readonly mainFolder: string;
  /** Folder of the renderer's files. */
  readonly rendererFolder: string;
  readonly photoOf: PhotoOf;
  readonly refused: OnRefused;
  /** Told before the page loads, so that its first call is already known to be its own. */
  readonly opened: (window: BrowserWindow) => void;
  /** Nothing is shown before: the page loads while the station is built, which may still come to nothing. */
  readonly built: Promise<unknown>;
  readonly log: Log;
}

/** How long after it is read a page may take to draw itself before its window is shown, ms: several frames. */
const DRAW_MS = 200;
/** How long a window may take until it is shown, whatever its page does, ms. */
const SHOW_MS = 1_500;

/**
 * Resolves when a window that is hidden yet has something to show. On Wayland such a window may never be told `ready-to-show`
 * (Electron 38 and later, electron/electron 48859), so the page that was read counts as well, and so does time.
 */
function readyToShow(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, SHOW_MS);
    window.once('ready-to-show', resolve);
    window.webContents.once('did-finish-load', () => setTimeout(resolve, DRAW_MS));
  });
}

/**
 * Opens the station's one window: sandboxed, isolated, without Node, on a session in memory that can reach our own
 * scheme and nothing else. Resolves when the page has loaded.
 */
export async function openWindow({ mainFolder, rendererFolder, photoOf, refused, opened, built, log }: OpenWindowDeps): Promise<void> {
  const session: Session = sessions.fromPartition('station', { cache: false });
  session.setSpellCheckerEnabled(false);
  // A window that is opened again finds its session ready.
  if (!session.protocol.isProtocolHandled(APP_SCHEME)) {
    serveApp(session, rendererFolder, photoOf);
    allowOwnSchemeOnly(session, refused);
  }
  // Reload, zoom reset and the like are not for operators; on macOS the system needs its own menu for quitting.
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null);

  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: 'Card Desk',
    // Windows and macOS take it from the program itself.
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
  // Where the station is not built, whoever builds it says why.
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
