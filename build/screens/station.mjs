import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { dist, root } from '../lib/paths.mjs';
import { inBrowser } from './in-browser.mjs';

export const folder = join(dist, 'screens');
/** Folder of the installed browser's screenshots. */
export const browserFolder = join(dist, 'screens-browser');
const shownFolder = join(root, 'docs', 'screens');
/** Screenshots that the documentation shows; only these are in the repository. */
const shown = ['attention', 'confirm', 'desk', 'filter', 'history', 'unidentified'];

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {object} Runtime What the station runs in.
 * @property {string} executable Electron.
 * @property {string} app The bundle.
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isBrowser The installed browser renders the page instead of Electron.
 *
 * @typedef {object} Opening How a station is opened for screenshots.
 * @property {{ language: string, theme: string, textSize?: string }} [preferences]
 * @property {Record<string, unknown>} [settings]
 * @property {string} [roster] Content of the roster file.
 * @property {boolean} [isKiosk] The station refuses to quit.
 */

/**
 * Opens a screen with its key.
 * @param {Page} page
 * @param {string} screen
 */
export async function openScreen(page, screen) {
  const keys = await page.getByTestId(`go-${screen}`).getAttribute('aria-keyshortcuts');
  if (keys === null) throw new Error(`${screen} has no key`);
  await page.keyboard.press(keys);
}

/**
 * Opens a topic of the settings.
 * @param {Page} page
 * @param {import('../../renderer/settings/fields.js').Topic} topic
 */
export async function openTopic(page, topic) {
  await openScreen(page, 'settings');
  await page.locator(`[data-topic="${topic}"]`).click();
}

/**
 * Opens the station while the body runs.
 * @param {Runtime} runtime
 * @param {Opening} opening
 * @param {(page: Page, station: import('playwright-core').ElectronApplication) => Promise<void>} body
 */
export async function withStation({ executable, app, env, isBrowser }, opening, body) {
  const { preferences = { language: 'en', theme: 'light' }, settings = { training: { readers: 'on' } }, roster, isKiosk = false } = opening;
  const profile = await mkdtemp(join(tmpdir(), 'card-desk-screens-'));
  if (roster !== undefined) await writeFile(join(profile, 'roster.csv'), roster);
  await writeFile(join(profile, 'preferences.json'), JSON.stringify(preferences));
  await writeFile(
    join(profile, 'settings.json'),
    JSON.stringify({ ...settings, ...(roster === undefined ? {} : { roster: join(profile, 'roster.csv') }) }),
  );
  const station = await _electron.launch({
    executablePath: executable,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), app, `--user-data-dir=${profile}`],
    env: /** @type {Record<string, string>} */ (env),
  });
  try {
    const ownPage = await station.firstWindow();
    const use = async (/** @type {Page} */ page) => {
      page.setDefaultTimeout(15_000);
      pressAsAPerson(page);
      await page.getByTestId('desk').waitFor();
      await page.setViewportSize({ width: 1440, height: 900 });
      await body(page, station);
    };
    if (isBrowser) await inBrowser(station, ownPage, use);
    else await use(ownPage);
  } finally {
    if (isKiosk) station.process().kill('SIGKILL');
    else await station.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * Makes Enter act as a person who has read the screen: in a dialog only once the station accepts a press.
 * @param {Page} page
 */
function pressAsAPerson(page) {
  const { keyboard } = page;
  const press = keyboard.press.bind(keyboard);
  keyboard.press = async (key, options) => {
    if (key === 'Enter') await page.locator('html[data-press="ready"]').waitFor();
    await press(key, options);
  };
}

/**
 * Takes a screenshot into `dist/screens`, and into `docs/screens` if the documentation shows it; of a page in the installed
 * browser only into `dist/screens-browser`.
 * @param {Page} page
 * @param {string} name
 */
export async function takePicture(page, name) {
  const isBrowser = page.context().browser() !== null;
  const path = join(isBrowser ? browserFolder : folder, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: 'disabled' });
  if (!isBrowser && shown.includes(name)) await copyFile(path, join(shownFolder, `${name}.png`));
}

/**
 * Takes a screen light and dark, in the window's initial size and small.
 * @param {Page} page
 * @param {string} name
 */
export async function takeInEveryTheme(page, name) {
  for (const { theme, suffix } of [
    { theme: 'dark', suffix: '-dark' },
    { theme: 'light', suffix: '' },
  ]) {
    await prefer(page, 'en', theme);
    await takePicture(page, `${name}${suffix}`);
    await page.setViewportSize({ width: 1024, height: 768 });
    await takePicture(page, `${name}-1024${suffix}`);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
}

/**
 * Takes a screen light and dark, small, at 200 % (the room that a 1440 by 900 screen then has), and large in Dutch and dark.
 * @param {Page} page
 * @param {string} name
 */
export async function takeInEverySize(page, name) {
  await takeInEveryTheme(page, name);
  await page.setViewportSize({ width: 720, height: 450 });
  await takePicture(page, `${name}-200-percent`);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await prefer(page, 'nl', 'dark');
  await takePicture(page, `${name}-1920-nl-dark`);
  await prefer(page, 'en', 'light');
  await page.setViewportSize({ width: 1440, height: 900 });
}

/**
 * @param {Page} page
 * @param {string} language
 * @param {string} theme
 */
async function prefer(page, language, theme) {
  await page.evaluate(
    `window.station.call('station/setPreferences', { language: '${language}', theme: '${theme}', textSize: 'normal', sounds: true })`,
  );
  await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor();
}

/**
 * Replaces the card in the first training reader.
 * @param {Page} page
 * @param {number} cardNumber
 */
export async function insert(page, cardNumber) {
  await page.evaluate(`window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: ${cardNumber} })`);
  await page.locator('[data-testid="reader"][data-state="card"] [data-testid="card-atr"]').waitFor();
  // Waits until the card is read and looked up.
  await page.locator('[data-testid="reader"] .turning').waitFor({ state: 'detached' });
}
