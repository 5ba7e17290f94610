import type { Page } from 'playwright-core';
import { openScreen } from './station.js';

const filterButton = 'button.button[aria-expanded]';

/** Puts a training card into the first training reader, in place of the one that is there, and waits until its facts are shown. */
export async function insertTrainingCard(page: Page, cardNumber: number): Promise<void> {
  await page.evaluate((n) => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: n }), cardNumber);
  await page.locator('[data-testid="reader"][data-state="card"] [data-testid="card-atr"]').waitFor();
}

/** Puts in a training card that has an id other than the last one's, and waits until it is shown. */
async function insertNext(page: Page, cardNumber: number): Promise<void> {
  const [last] = await page.getByTestId('card-id').allInnerTexts();
  await insertTrainingCard(page, cardNumber);
  await page.getByTestId('card-id').filter(last === undefined ? {} : { hasNotText: last }).first().waitFor();
  await page.locator('.card-state.good').waitFor();
}

async function confirmed(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
}

/** Leads a training station through its screens, dialogs and error states, in whatever language, and has each looked at. */
export async function visitStates(page: Page, see: (state: string) => Promise<void>): Promise<void> {
  await page.locator('.request-row').first().waitFor();
  await see('desk');
  await page.locator(filterButton).click();
  await insertTrainingCard(page, 1);
  await see('desk, card, filter');
  await page.locator(filterButton).click();
  await page.keyboard.press('Escape');
  await page.keyboard.type('zzzz');
  await page.locator('.empty').waitFor();
  await see('nothing found');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await see('confirm');
  await page.keyboard.type('ab');
  await page.getByTestId('confirm-typed').waitFor();
  await see('confirm, letters came');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  await see('bound');
  await insertNext(page, 2);
  await page.evaluate(() => window.station.call('training/setNextAnswer', { nextAnswer: 'refuse' }));
  await confirmed(page);
  await page.locator('[data-testid="outcome"][data-state="refused"]').waitFor();
  await see('refused');
  await insertNext(page, 1);
  await confirmed(page);
  await page.getByTestId('failed').waitFor();
  await see('not bound, dialog');
  await page.keyboard.press('Escape');
  await insertTrainingCard(page, 22);
  await page.locator('[data-testid="reader"] .notice.bad').waitFor();
  await see('card without an id');
  await openScreen(page, 'attention');
  await page.getByTestId('matter').waitFor();
  await see('attention');
  await openScreen(page, 'history');
  await page.getByTestId('history').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('entries').waitFor();
  await see('history');
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  await page.getByTestId('report').getByRole('radio').nth(1).check();
  await page.locator('.period-form input[type="time"]').first().fill('22:00');
  await page.locator('.period-hint').waitFor();
  await see('report of a shift');
  await openScreen(page, 'diagnostics');
  await page.locator('[aria-labelledby="diagnostics-journal"] button').click();
  await page.getByTestId('journal-sound').waitFor();
  await see('diagnostics');
  await openScreen(page, 'settings');
  await page.getByTestId('connection-test').locator('button').click();
  await page.locator('[data-outcome="works"]').waitFor();
  await see('settings');
}
