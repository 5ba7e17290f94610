import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { root } from '../lib/paths.mjs';

const folder = join(root, 'docs', 'screens');

/**
 * @typedef {import('playwright-core').Page} Page
 */

/**
 * Opens the station in training mode with each language and appearance and takes a picture of each step.
 * @param {string} executable Electron.
 * @param {string} app The bundle.
 * @param {NodeJS.ProcessEnv} env
 */
export async function takeScreens(executable, app, env) {
  await mkdir(folder, { recursive: true });
  await withStation(executable, app, env, { language: 'en', theme: 'light' }, async (page) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await picture(page, 'waiting');
    await insert(page, 1);
    await picture(page, 'desk');
    await page.keyboard.press('Escape');
    await page.keyboard.type('goncalves');
    await picture(page, 'search');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await picture(page, 'confirm');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    await picture(page, 'bound');
    await bindNext(page, 'refuse', 'refused');
    await picture(page, 'refused');
    await bindNext(page, 'fail', 'waiting');
    await picture(page, 'fault');
    await insert(page, 22);
    await picture(page, 'unidentified');
    await page.keyboard.press('Escape');
    await page.keyboard.type('zzzz');
    await picture(page, 'nothing-found');
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.keyboard.press('Escape');
    await picture(page, 'desk-1024');
  });
  await withStation(executable, app, env, { language: 'nl', theme: 'dark' }, async (page) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await insert(page, 3);
    await page.keyboard.press('Escape');
    await picture(page, 'desk-nl-dark');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await picture(page, 'confirm-nl-dark');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, 'desk-1920-nl-dark');
  });
}

/**
 * @param {string} executable
 * @param {string} app
 * @param {NodeJS.ProcessEnv} env
 * @param {{ language: string, theme: string }} preferences
 * @param {(page: Page) => Promise<void>} body
 */
async function withStation(executable, app, env, preferences, body) {
  const profile = await mkdtemp(join(tmpdir(), 'card-desk-screens-'));
  await writeFile(join(profile, 'preferences.json'), JSON.stringify(preferences));
  await writeFile(join(profile, 'settings.json'), JSON.stringify({ training: { readers: 'on' } }));
  const station = await _electron.launch({
    executablePath: executable,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), app, `--user-data-dir=${profile}`],
    env: /** @type {Record<string, string>} */ (env),
  });
  try {
    const page = await station.firstWindow();
    page.setDefaultTimeout(15_000);
    await page.locator('.request-row').first().waitFor();
    await body(page);
  } finally {
    await station.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * Puts a training card into the first training reader, in place of the one that is there.
 * @param {Page} page
 * @param {number} cardNumber
 */
async function insert(page, cardNumber) {
  await page.evaluate(`window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: ${cardNumber} })`);
  await page.locator('[data-testid="reader"][data-state="card"] [data-testid="card-atr"]').waitFor();
}

let nextCard = 4;

/**
 * Binds the first request with a fresh card while the training service answers as told.
 * @param {Page} page
 * @param {'refuse' | 'fail'} answer
 * @param {string} state The state the binding comes to.
 */
async function bindNext(page, answer, state) {
  await insert(page, (nextCard += 1));
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.evaluate(`window.station.call('training/setNextAnswer', { nextAnswer: '${answer}' })`);
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`[data-testid="outcome"][data-state="${state}"]`).waitFor();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
