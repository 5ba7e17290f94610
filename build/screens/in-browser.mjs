import { chromium } from 'playwright-core';
import { photoPath } from '../../shared/requests.js';
import { browserLaunch } from '../lib/browser.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').ElectronApplication} Station
 */

const OWN = 'app://station';
/** No such host exists: the station answers every request of the page. */
const ORIGIN = 'https://station.invalid';

/**
 * Opens a running station's page in the installed browser while the body runs. The station answers its calls, sends its
 * events and serves its files, so that differences from the station's own page come from the browser.
 * @param {Station} station
 * @param {Page} ownPage
 * @param {(page: Page) => Promise<void>} body
 * @throws {Error} If the page failed in the browser, or the browser reported errors.
 */
export async function inBrowser(station, ownPage, body) {
  // The station's window has scroll bars, which take space.
  const browser = await chromium.launch({ ...browserLaunch, ignoreDefaultArgs: ['--hide-scrollbars'] });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    /** @type {string[]} */
    const said = [];
    page.on('pageerror', ({ message }) => said.push(message));
    page.on('console', (line) => {
      // A person without a photo.
      const isPhoto = line.location().url.startsWith(`${ORIGIN}${photoPath('')}`);
      if (['error', 'warning'].includes(line.type()) && !isPhoto) said.push(line.text());
    });
    await page.route(`${ORIGIN}/**`, async (route) => {
      const asked = `${OWN}${new URL(route.request().url()).pathname}`;
      const {
        status,
        headers,
        body: content,
      } = await station.evaluate(async ({ session }, url) => {
        const answer = await session.fromPartition('station', { cache: false }).fetch(url);
        const bytes = Buffer.from(await answer.arrayBuffer());
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes.toString('base64') };
      }, asked);
      await route.fulfill({ status, headers, body: Buffer.from(content, 'base64') });
    });
    await page.exposeFunction('callStation', (/** @type {string} */ name, /** @type {unknown} */ request) =>
      ownPage.evaluate(`window.station.call(${JSON.stringify(name)}, ${JSON.stringify(request)})`),
    );
    await page.addInitScript(`
      const listeners = new Set();
      window.tellPage = (event) => listeners.forEach((listener) => listener(event));
      window.station = {
        call: window.callStation,
        onEvent: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
    `);
    await page.goto(`${ORIGIN}/`);
    await ownPage.exposeFunction('tellBrowser', (/** @type {string} */ event) =>
      page.evaluate(`window.tellPage(${JSON.stringify(event)})`),
    );
    await ownPage.evaluate('void window.station.onEvent((event) => window.tellBrowser(event))');
    await body(page);
    if (said.length > 0) throw new Error(`The browser says of the page:\n${said.join('\n')}`);
  } finally {
    // A screen that is loaded in advance may still be on its way.
    for (const page of browser.contexts().flatMap((context) => context.pages())) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await browser.close();
  }
}
