import { join } from 'node:path';
import { BrowserWindow, Menu, session as sessions, type Session } from 'electron';
import { APP_ORIGIN, APP_SCHEME } from './app-files.js';
import { serveApp, type PhotoOf } from './app-protocol.js';
import { allowOwnSchemeOnly, type Refused } from './security.js';

export interface WindowOptions {
  /** Folder of the bundled main process; the preload script stands in it. */
  readonly mainFolder: string;
  /** Folder of the renderer's files. */
  readonly rendererFolder: string;
  readonly photoOf: PhotoOf;
  readonly refused: Refused;
  /** Told before the page loads, so that its first call is already known to be its own. */
  readonly opened: (window: BrowserWindow) => void;
  /** Nothing is shown before: the page loads while the station is built, which may still come to nothing. */
  readonly built: Promise<unknown>;
}

/**
 * Opens the station's one window: sandboxed, isolated, without Node, on a session in memory that can reach our own
 * scheme and nothing else. Resolves when the page has loaded.
 */
export async function openWindow({ mainFolder, rendererFolder, photoOf, refused, opened, built }: WindowOptions): Promise<void> {
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
  window.once('ready-to-show', () => {
    // Where it is not built, whoever builds it says why.
    void built.then(
      () => {
        if (!window.isDestroyed()) window.show();
      },
      () => undefined,
    );
  });
  opened(window);
  await window.loadURL(`${APP_ORIGIN}/index.html`);
}
