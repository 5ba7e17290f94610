import { afterEach, expect, it } from 'vitest';
import { lookOnce } from './axe.js';
import { insertTrainingCard } from './states.js';
import { closeStations, launchStation, openScreen } from './station.js';
import { walk } from './tab-walk.js';

afterEach(closeStations);

/** The screens of every day; the long tests go to every other one, in every language and theme. */
it('on the desk, in the confirm step, in a list and in the settings axe finds nothing, and Tab reaches every control and shows where it is', async () => {
  const { page } = await launchStation({ settings: { training: { readers: 'on' } } });
  await page.locator('.request-row').first().waitFor();
  await insertTrainingCard(page, 1);
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  const found: Record<string, object> = {};
  const see = async (screen: string): Promise<void> => {
    found[screen] = { axe: await lookOnce(page, screen), ...(await walk(page)) };
  };
  await page.getByRole('button', { name: 'Filter' }).click();
  await see('desk');
  await page.getByRole('button', { name: 'Filter' }).click();
  for (const screen of ['history', 'settings'] as const) {
    await openScreen(page, screen);
    await page.getByTestId(screen).waitFor();
    await see(screen);
  }
  await openScreen(page, 'desk');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await see('confirm');
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((screen) => [screen, { axe: [], missed: [], unseen: [] }])));
});
