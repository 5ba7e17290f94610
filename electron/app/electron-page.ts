import type { BrowserWindow, WebContents } from 'electron';
import { DRAWN_CHANNEL } from '../../shared/channels.js';
import { askToDraw } from './page-messages.js';
import type { WatchedPage } from './page-watch.js';

/** Returns a window's page for {@link watchPage}. */
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
        askToDraw(webContents);
      }),
    end: () => {
      endPage(webContents);
    },
    reload: () => {
      // The process may have ended because its window was closed.
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

/** Kills a page's process. A page without a process is reloaded. */
export function endPage(contents: Pick<WebContents, 'getOSProcessId' | 'reload'>): void {
  const processId = contents.getOSProcessId();
  // Signal to process 0 would kill the station and its parent.
  if (processId <= 0) {
    contents.reload();
    return;
  }
  try {
    // Electron's own method sends a request that a hanging or stopped process never receives.
    process.kill(processId, 'SIGKILL');
  } catch {
    // The process has ended meanwhile, which another event reports.
  }
}
