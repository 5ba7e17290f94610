import { topics } from '../../renderer/settings/fields.js';
import { takeGallery } from './gallery-screens.mjs';
import { takeLiveScreens } from './live-screens.mjs';
import { takePreparedScreens } from './prepared-screens.mjs';
import { takeRoleScreens } from './role-screens.mjs';
import { insert, takeInEverySize, openScreen, openTopic, takePicture, takeInEveryTheme, withStation } from './station.mjs';
import { takeStockScreens } from './stock-screens.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./station.mjs').Runtime} Runtime
 */

/**
 * Takes a screenshot of every screen in its main states.
 * @param {Runtime} runtime
 */
export async function takeScreens(runtime) {
  await withStation(runtime, {}, async (page) => {
    await takePicture(page, 'waiting');
    await openScreen(page, 'attention');
    await page.getByTestId('attention').waitFor();
    await takePicture(page, 'attention-empty');
    await openScreen(page, 'history');
    await page.getByTestId('history').waitFor();
    await takePicture(page, 'history-empty');
    await openScreen(page, 'desk');
    await insert(page, 1);
    await takeInEveryTheme(page, 'desk');
    await page.keyboard.press('Escape');
    await page.keyboard.type('goncalves');
    await takePicture(page, 'search');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await takeInEveryTheme(page, 'confirm');
    await page.keyboard.type('a9b4');
    await takePicture(page, 'confirm-letters-came');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    await takeInEveryTheme(page, 'bound');
    await bindNext(page, 'refuse', 'refused');
    await takePicture(page, 'refused');
    await bindNext(page, 'fail', 'waiting');
    await takePicture(page, 'fault');
    await insert(page, 23);
    await takePicture(page, 'unidentified');
    await page.keyboard.press('Escape');
    await page.keyboard.type('zzzz');
    await takePicture(page, 'nothing-found');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filter' }).click();
    await takeInEveryTheme(page, 'filter');
    await openScreen(page, 'attention');
    await page.getByTestId('matter').waitFor();
    await takeInEverySize(page, 'attention');
    await openScreen(page, 'history');
    await page.getByTestId('binding-detail').waitFor();
    await page.keyboard.press('ArrowDown');
    await takeInEverySize(page, 'history');
    await openScreen(page, 'report');
    await page.getByTestId('paper-page').first().waitFor();
    await takeInEverySize(page, 'report');
    await openScreen(page, 'diagnostics');
    await page.getByTestId('diagnostics').locator('tr').first().waitFor();
    await takeInEverySize(page, 'diagnostics');
    await openScreen(page, 'settings');
    await takeInEverySize(page, 'settings');
    for (const topic of topics.filter((one) => one !== 'you')) {
      await openTopic(page, topic);
      await takeInEveryTheme(page, `settings-${topic}`);
    }
    await openTopic(page, 'server');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('[data-outcome="works"]').scrollIntoViewIfNeeded();
    await takePicture(page, 'settings-connection-works');
    await openTopic(page, 'list');
    await page.locator('[data-key="pollSeconds"] input').fill('1');
    await page.locator('[data-key="pollSeconds"][data-wrong]').waitFor();
    await takePicture(page, 'settings-mistake');
  });
  await withStation(runtime, {}, async (page) => {
    await insert(page, 1);
    await page.setViewportSize({ width: 720, height: 450 });
    await takePicture(page, 'desk-200-percent');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await takePicture(page, 'confirm-200-percent');
  });
  await withStation(runtime, { preferences: { language: 'en', theme: 'contrast', textSize: 'largest' } }, async (page) => {
    await insert(page, 2);
    await takePicture(page, 'desk-contrast-largest');
  });
  await withStation(runtime, { preferences: { language: 'nl', theme: 'dark' } }, async (page) => {
    await insert(page, 3);
    await page.keyboard.press('Escape');
    await takePicture(page, 'desk-nl-dark');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await takePicture(page, 'confirm-nl-dark');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await takePicture(page, 'desk-1920-nl-dark');
  });
  for (const language of ['de', 'fr']) {
    await withStation(runtime, { preferences: { language, theme: 'light' } }, async (page) => {
      await insert(page, 4);
      await takePicture(page, `desk-${language}`);
      await page.setViewportSize({ width: 1024, height: 768 });
      await takePicture(page, `desk-1024-${language}`);
    });
  }
  await takePreparedScreens(runtime, takeInEverySize);
  await takeStockScreens(runtime);
  await takeRoleScreens(runtime);
  await takeLiveScreens(runtime);
  await takeGallery(runtime);
}

let nextCard = 4;

/**
 * Binds the first request to a fresh card with this answer of the training server.
 * @param {Page} page
 * @param {'refuse' | 'fail'} answer
 * @param {string} state Expected state of the binding.
 */
async function bindNext(page, answer, state) {
  await insert(page, (nextCard += 1));
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.evaluate(`window.station.call('training/setNextAnswer', { nextAnswer: '${answer}' })`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`[data-testid="outcome"][data-state="${state}"]`).waitFor();
  // The text at the reader appears a moment later.
  await page.getByTestId('reader').getByText('Ready to bind').waitFor({ state: 'hidden' });
}
