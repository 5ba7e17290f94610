import type { BrowserWindow, WebContents } from 'electron';
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
      endPage(webContents);
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

/** Ends the process of a page, whatever it is doing. A page without a process, e.g. one that has ended in order, is loaded anew. */
export function endPage(contents: Pick<WebContents, 'getOSProcessId' | 'reload'>): void {
  const processId = contents.getOSProcessId();
  // There is no process 0: a signal to it would end the station, and whatever started it.
  if (processId <= 0) {
    contents.reload();
    return;
  }
  try {
    // Electron's own way asks the process, and one that hangs or was stopped never hears it.
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended meanwhile, which is told by itself.
  }
}
