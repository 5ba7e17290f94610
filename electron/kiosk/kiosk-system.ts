import { app, powerSaveBlocker, webContents } from 'electron';
import type { KioskSystem } from './kiosk-lock.js';

/** The functions of Electron that the lock uses. */
export const kioskSystem: KioskSystem = {
  stayAwake: () => {
    const blocker = powerSaveBlocker.start('prevent-display-sleep');
    return () => {
      powerSaveBlocker.stop(blocker);
    };
  },
  onContents: (listener) => {
    for (const contents of webContents.getAllWebContents()) listener(contents);
    app.on('web-contents-created', (_event, contents) => {
      listener(contents);
    });
  },
  onQuit: (mayNot) => {
    app.on('before-quit', (event) => {
      if (mayNot()) event.preventDefault();
    });
  },
};
