import { app, BrowserWindow } from 'electron';
import { broadcastShutdown, startExitDeadline } from '../core/exit-deadline.js';
import { endProcess } from './end-process.js';
import type { QuitSystem } from './quit.js';

/** The functions of Electron and the process that {@link Quit} uses. */
export const quitSystem: QuitSystem = {
  onAsked: (listener) => {
    app.on('before-quit', (event) => {
      // A locked desk prevents this in its own listener, which runs after this one.
      setImmediate(() => {
        if (!event.defaultPrevented) listener();
      });
    });
  },
  onWindowsClosed: (listener) => {
    app.on('will-quit', (event) => {
      event.preventDefault();
      listener();
    });
  },
  destroyWindows: () => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  },
  exit: (code) => void endProcess(code),
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
  },
  pendingSystemCalls: () => process.getActiveResourcesInfo().filter((name) => /^(?:FSReq|GetAddrInfoReq|GetNameInfoReq)/.test(name)),
  startExitDeadline: startExitDeadline,
  broadcastShutdown: broadcastShutdown,
};
