import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from '../lib/paths.mjs';
import { picture, withStation } from './station.mjs';

/**
 * Takes a picture of the gallery of primitives in each theme, in a window of the station's own Electron.
 * @param {import('./station.mjs').Runtime} runtime
 */
export async function takeGallery(runtime) {
  const server = await createServer({
    configFile: join(root, 'renderer/vite.config.ts'),
    root: join(root, 'renderer'),
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0 },
  });
  try {
    await server.listen();
    const [url = ''] = server.resolvedUrls?.local ?? [];
    await withStation(runtime, {}, async (_page, station) => {
      const opened = station.waitForEvent('window');
      await station.evaluate(
        ({ BrowserWindow }, address) =>
          void new BrowserWindow({ width: 1440, height: 1500, webPreferences: { partition: 'gallery' } }).loadURL(address),
        `${url}gallery/index.html`,
      );
      const page = await opened;
      await page.setViewportSize({ width: 1440, height: 1760 });
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.getByText(theme, { exact: true }).click();
        await page.locator(`html[data-theme="${theme}"]`).waitFor();
        await picture(page, `gallery-${theme}`);
      }
    });
  } finally {
    await server.close();
  }
}
