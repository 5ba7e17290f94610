import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * The station as an app whose windows never receive `ready-to-show`, as hidden ones do not on Wayland since Electron 38.
 * `shownAfterMs` in its main process is the time from its start until the window was shown, ms.
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
