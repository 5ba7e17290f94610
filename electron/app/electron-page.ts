import type { BrowserWindow } from 'electron';
import type { Drawn, WatchedPage } from './page-watch.js';

/** Asked in the page itself: its next frame, or at once where it is not seen and draws none. */
const ASK = `document.visibilityState === 'visible' ? new Promise((resolve) => requestAnimationFrame(() => resolve('drawn'))) : 'hidden'`;

/** A window's page, for {@link watchPage}. */
export function electronPage(window: BrowserWindow): WatchedPage {
  const { webContents } = window;
  return {
    drawn: async (): Promise<Drawn> => {
      if (!window.isVisible() || window.isMinimized()) return 'hidden';
      const said: unknown = await webContents.executeJavaScript(ASK);
      return said === 'drawn' ? 'drawn' : 'hidden';
    },
    end: () => {
      try {
        // Electron's own way asks the process, and one that hangs or was stopped never hears it.
        process.kill(webContents.getOSProcessId(), 'SIGKILL');
      } catch {
        // It has ended meanwhile, which is told by itself.
      }
    },
    reload: () => {
      webContents.reload();
    },
    onGone: (listener) => {
      webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason !== 'clean-exit') listener(reason);
      });
    },
    onClosed: (listener) => {
      window.once('closed', listener);
    },
  };
}
