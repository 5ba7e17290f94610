import { topics } from '../../renderer/settings/fields.js';
import { takeGallery } from './gallery-screens.mjs';
import { takeLiveScreens } from './live-screens.mjs';
import { takePreparedScreens } from './prepared-screens.mjs';
import { takeRoleScreens } from './role-screens.mjs';
import { insert, looks, openScreen, openTopic, picture, themes, withStation } from './station.mjs';
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
    await picture(page, 'waiting');
    await openScreen(page, 'attention');
    await page.getByTestId('attention').waitFor();
    await picture(page, 'attention-empty');
    await openScreen(page, 'history');
    await page.getByTestId('history').waitFor();
    await picture(page, 'history-empty');
    await openScreen(page, 'desk');
    await insert(page, 1);
    await themes(page, 'desk');
    await page.keyboard.press('Escape');
    await page.keyboard.type('goncalves');
    await picture(page, 'search');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await themes(page, 'confirm');
    await page.keyboard.type('a9b4');
    await picture(page, 'confirm-letters-came');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    await themes(page, 'bound');
    await bindNext(page, 'refuse', 'refused');
    await picture(page, 'refused');
    await bindNext(page, 'fail', 'waiting');
    await picture(page, 'fault');
    await insert(page, 23);
    await picture(page, 'unidentified');
    await page.keyboard.press('Escape');
    await page.keyboard.type('zzzz');
    await picture(page, 'nothing-found');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filter' }).click();
    await themes(page, 'filter');
    await openScreen(page, 'attention');
    await page.getByTestId('matter').waitFor();
    await looks(page, 'attention');
    await openScreen(page, 'history');
    await page.getByTestId('binding-detail').waitFor();
    await page.keyboard.press('ArrowDown');
    await looks(page, 'history');
    await openScreen(page, 'report');
    await page.getByTestId('paper-page').first().waitFor();
    await looks(page, 'report');
    await openScreen(page, 'diagnostics');
    await page.getByTestId('diagnostics').locator('tr').first().waitFor();
    await looks(page, 'diagnostics');
    await openScreen(page, 'settings');
    await looks(page, 'settings');
    for (const topic of topics.filter((one) => one !== 'you')) {
      await openTopic(page, topic);
      await themes(page, `settings-${topic}`);
    }
    await openTopic(page, 'server');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('[data-outcome="works"]').scrollIntoViewIfNeeded();
    await picture(page, 'settings-connection-works');
    await openTopic(page, 'list');
    await page.locator('[data-key="pollSeconds"] input').fill('1');
    await page.locator('[data-key="pollSeconds"][data-wrong]').waitFor();
    await picture(page, 'settings-mistake');
  });
  await withStation(runtime, {}, async (page) => {
    await insert(page, 1);
    await page.setViewportSize({ width: 720, height: 450 });
    await picture(page, 'desk-200-percent');
    await page.keyboard.press('ArrowDown');
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
    await page.keyboard.press('ArrowDown');
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
