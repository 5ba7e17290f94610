import type { BrowserWindow } from 'electron';
import { DRAW_CHANNEL, DRAWN_CHANNEL } from '../../shared/channels.js';
import type { WatchedPage } from './page-watch.js';

/** A window's page, for {@link watchPage}. */
export function electronPage(window: BrowserWindow): WatchedPage {
  const { webContents } = window;
  return {
    drawn: () =>
      new Promise((resolve) => {
        if (!window.isVisible() || window.isMinimized() || webContents.isLoading()) {
          resolve();
          return;
        }
        webContents.ipc.removeAllListeners(DRAWN_CHANNEL);
        webContents.ipc.once(DRAWN_CHANNEL, () => {
          resolve();
        });
        webContents.send(DRAW_CHANNEL);
      }),
    end: () => {
      try {
        // Electron's own way asks the process, and one that hangs or was stopped never hears it.
        process.kill(webContents.getOSProcessId(), 'SIGKILL');
      } catch {
        // It has ended meanwhile, which is told by itself.
      }
    },
    reload: () => {
      // Its process may be gone because its window is.
      if (!window.isDestroyed()) webContents.reload();
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
