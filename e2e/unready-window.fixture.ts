import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * For tests: the station as an app whose windows are never told that they are ready to show, as hidden ones are not on Wayland
 * from Electron 38 on. `shownAfterMs` of its main process says after how many ms of its life the window was shown.
 */
export async function unreadyApp(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'unready-window-'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'card-desk', productName: 'Card Desk', version: '0.1.0', main: 'main.cjs' }),
  );
  await writeFile(
    join(folder, 'main.cjs'),
    `
    const { app } = require('electron');
    app.on('browser-window-created', (_event, window) => {
      const made = performance.now();
      const once = window.once.bind(window);
      window.once = (name, listener) => (name === 'ready-to-show' ? window : once(name, listener));
      window.on('show', () => { globalThis.shownAfterMs = performance.now() - made; });
    });
    require(${JSON.stringify(join(inject('station').app, 'electron/main.js'))});
    `,
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
