import { takeGallery } from './gallery-screens.mjs';
import { takeLiveScreens } from './live-screens.mjs';
import { takePreparedScreens } from './prepared-screens.mjs';
import { takeRoleScreens } from './role-screens.mjs';
import { openScreen, picture, withStation } from './station.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./station.mjs').Runtime} Runtime
 */

/**
 * Takes a picture of every screen in its main states.
 * @param {Runtime} runtime
 */
export async function takeScreens(runtime) {
  await withStation(runtime, {}, async (page) => {
    await picture(page, 'waiting');
    await openScreen(page, 'attention');
    await picture(page, 'attention-empty');
    await openScreen(page, 'history');
    await page.getByTestId('history').waitFor();
    await picture(page, 'history-empty');
    await openScreen(page, 'desk');
    await insert(page, 1);
    await picture(page, 'desk');
    await page.keyboard.press('Escape');
    await page.keyboard.type('goncalves');
    await picture(page, 'search');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await picture(page, 'confirm');
    await page.keyboard.type('a9b4');
    await picture(page, 'confirm-letters-came');
    await page.keyboard.press('Enter');
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
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Filter' }).click();
    await picture(page, 'filter');
    await openScreen(page, 'attention');
    await page.getByTestId('matter').waitFor();
    await looks(page, 'attention');
    await openScreen(page, 'history');
    await page.getByTestId('history').waitFor();
    await page.keyboard.press('ArrowDown');
    await looks(page, 'history');
    await openScreen(page, 'diagnostics');
    await page.getByTestId('diagnostics').locator('tr').first().waitFor();
    await looks(page, 'diagnostics');
    await openScreen(page, 'settings');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('[data-outcome="works"]').waitFor();
    await looks(page, 'settings');
  });
  await withStation(runtime, {}, async (page) => {
    await insert(page, 1);
    await page.setViewportSize({ width: 720, height: 450 });
    await picture(page, 'desk-200-percent');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await picture(page, 'confirm-200-percent');
  });
  await withStation(runtime, { preferences: { language: 'en', theme: 'contrast', textSize: 'largest' } }, async (page) => {
    await insert(page, 2);
    await picture(page, 'desk-contrast-largest');
  });
  await withStation(runtime, { preferences: { language: 'nl', theme: 'dark' } }, async (page) => {
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
  for (const language of ['de', 'fr']) {
    await withStation(runtime, { preferences: { language, theme: 'light' } }, async (page) => {
      await insert(page, 4);
      await picture(page, `desk-${language}`);
      await page.setViewportSize({ width: 1024, height: 768 });
      await picture(page, `desk-1024-${language}`);
    });
  }
  await takePreparedScreens(runtime, looks);
  await takeRoleScreens(runtime);
  await takeLiveScreens(runtime);
  await takeGallery(runtime);
}

/**
 * Takes a screen as it mostly is, small, at 200 % (what a 1440 by 900 screen then has left), and large in Dutch and dark.
 * @param {Page} page
 * @param {string} name
 */
async function looks(page, name) {
  await picture(page, name);
  await page.setViewportSize({ width: 1024, height: 768 });
  await picture(page, `${name}-1024`);
  await page.setViewportSize({ width: 720, height: 450 });
  await picture(page, `${name}-200-percent`);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await prefer(page, 'nl', 'dark');
  await picture(page, `${name}-1920-nl-dark`);
  await prefer(page, 'en', 'light');
  await page.setViewportSize({ width: 1440, height: 900 });
}

/**
 * @param {Page} page
 * @param {string} language
 * @param {string} theme
 */
async function prefer(page, language, theme) {
  await page.evaluate(`window.station.call('station/setPreferences', { language: '${language}', theme: '${theme}', textSize: 'normal', sounds: true })`);
  await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor();
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
