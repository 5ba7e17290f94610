import type { Page } from 'playwright-core';
import { DIALOGS, untilKeysCount } from './press-as-a-person.js';

/** Returns the desk to an empty search with nothing open, for the next test that shares its station. */
export async function clearDesk(page: Page): Promise<void> {
  // Waits until the station has handled the previous keys.
  await untilKeysCount(page);
  for (let open = await page.locator(DIALOGS).count(); open > 0; open -= 1) {
    await page.keyboard.press('Escape');
    await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length < count, [DIALOGS, open] as const);
  }
  await page.keyboard.press('Escape');
  await page.locator('.requests-search input').and(page.locator(':focus')).waitFor();
  await page.locator('[data-testid="requests-count"]').filter({ hasNotText: 'of' }).waitFor();
  await untilKeysCount(page);
}

/**
 * Finds a request by its id and opens its confirm step. The id comes into the search in one piece, as from an input method: key
 * by key, the station would draw the list for each, and wait after such a burst for a second until a press counts.
 */
export async function openConfirm(page: Page, requestId: string): Promise<void> {
  await page.locator('.requests-search input').focus();
  await page.keyboard.insertText(requestId);
  await page.locator(`[data-request-id="${requestId}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
}
