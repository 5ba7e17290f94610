import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from '../lib/paths.mjs';
import { takePicture, withStation } from './station.mjs';

/**
 * Takes a screenshot of the component gallery in each theme.
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
    const address = `${url}gallery/index.html`;
    await withStation(runtime, {}, async (stationPage, station) => {
      const page = await (runtime.isBrowser ? inTab(stationPage, address) : inWindow(station, address));
      await page.setViewportSize({ width: 1440, height: 1760 });
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.getByText(theme, { exact: true }).click();
        await page.locator(`html[data-theme="${theme}"]`).waitFor();
        await takePicture(page, `gallery-${theme}`);
      }
    });
  } finally {
    await server.close();
  }
}

/**
 * Opens an address in a window of the station's Electron.
 * @param {import('playwright-core').ElectronApplication} station
 * @param {string} address
 */
async function inWindow(station, address) {
  const opened = station.waitForEvent('window');
  await station.evaluate(
    ({ BrowserWindow }, shown) =>
      void new BrowserWindow({ width: 1440, height: 1500, webPreferences: { partition: 'gallery' } }).loadURL(shown),
    address,
  );
  return await opened;
}

/**
 * Opens an address in a tab of a page's browser.
 * @param {import('playwright-core').Page} beside
 * @param {string} address
 */
async function inTab(beside, address) {
  const page = await beside.context().newPage();
  await page.goto(address);
  return page;
}
