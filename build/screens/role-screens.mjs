import { openScreen, takePicture, withStation } from './station.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./station.mjs').Runtime} Runtime
 */

const fourEyes = ['override-refusal', 'bind-unresolved-person', 'give-up-uncertain'];
const accounts = { supervisor: ['EXAMPLE\\sanne'] };

/**
 * Takes screenshots of what a role does not allow, and of the second person.
 * @param {Runtime} runtime
 */
export async function takeRoleScreens(runtime) {
  await withStation(runtime, { settings: { training: { readers: 'on' }, roles: { otherwise: 'viewer' } } }, async (page) => {
    await insert(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await takePicture(page, 'viewer-confirm');
    await page.keyboard.press('Escape');
    await openScreen(page, 'history');
    await page.getByTestId('barred').first().waitFor();
    await takePicture(page, 'viewer-history');
    await openScreen(page, 'settings');
    await page.getByTestId('roles').scrollIntoViewIfNeeded();
    await takePicture(page, 'viewer-settings');
  });
  for (const { suffix, preferences, size } of [
    { suffix: '', preferences: { language: 'en', theme: 'light' }, size: { width: 1440, height: 900 } },
    { suffix: '-nl-dark-1024', preferences: { language: 'nl', theme: 'dark' }, size: { width: 1024, height: 768 } },
  ]) {
    await withStation(runtime, { preferences, settings: { training: { readers: 'on' }, roles: { accounts, fourEyes } } }, async (page) => {
      await page.setViewportSize(size);
      await insert(page);
      await toApproval(page, () => takePicture(page, `can-approve${suffix}`));
      await takePicture(page, `approval${suffix}`);
      await approve(page, 'bjacobs');
      await page.getByTestId('approval-error').waitFor();
      await takePicture(page, `approval-refused${suffix}`);
    });
  }
}

/**
 * @param {Page} page
 * @param {string} account
 */
async function approve(page, account) {
  await page.keyboard.type('Known to the front office, passport shown');
  await page.keyboard.press('Tab');
  await page.keyboard.type(account);
  await page.keyboard.press('Tab');
  await page.keyboard.type('four-eyes');
  await page.keyboard.press('Enter');
}

/**
 * Confirms a binding for an unresolved person, and asks for a second person.
 * @param {Page} page
 * @param {() => Promise<void>} onRefused
 */
async function toApproval(page, onRefused) {
  /** @type {string} */
  const requestId = await page.evaluate(
    "window.station.call('station/snapshot', {}).then(({ value }) => value.requests.find(({ person }) => person.state === 'unresolved').requestId)",
  );
  await page.keyboard.press('Escape');
  await page.keyboard.type(requestId);
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('can-approve').waitFor();
  await onRefused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByTestId('approval').waitFor();
}

/** @param {Page} page */
async function insert(page) {
  await page.evaluate("window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 })");
  await page.getByTestId('reader').locator('.card-state.good').waitFor();
}
