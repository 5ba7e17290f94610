import type { Page } from 'playwright-core';

/** Polling interval, ms. */
const POLLING_MS = 20;

/** Dialogs that Escape closes. */
export const DIALOGS = '[role="dialog"], [role="alertdialog"]';

/**
 * Makes `page.keyboard.press` act as a person who has read the screen: Enter and Space once the station accepts a press, and
 * nothing else until it has acted; Escape once an open dialog has the focus, because until then the key reaches nothing.
 * Tests that must be faster use `down` and `up`.
 */
export function pressAsAPerson(page: Page): void {
  const { keyboard } = page;
  const press = keyboard.press.bind(keyboard);
  keyboard.press = async (key, options) => {
    if (key === 'Escape') await untilDialogHasFocus(page);
    if (key !== 'Enter' && key !== 'Space') {
      await press(key, options);
      return;
    }
    await untilKeysCount(page);
    await press(key, options);
    await page.waitForFunction(() => document.documentElement.getAttribute('data-press') !== 'busy', undefined, { polling: POLLING_MS });
  };
}

/** Waits until the focus is inside the open dialog; returns at once if none is open. */
async function untilDialogHasFocus(page: Page): Promise<void> {
  await page.waitForFunction(
    (dialogs) =>
      document.querySelector(dialogs) === null || (document.activeElement !== null && document.activeElement.closest(dialogs) !== null),
    DIALOGS,
    { polling: POLLING_MS },
  );
}

/** Waits until a single press would count; in the search of a list, until the keyboard has been idle for a moment. */
export async function untilKeysCount(page: Page): Promise<void> {
  await page.waitForFunction(
    (dialogs) => {
      const { activeElement, documentElement } = document;
      const state = documentElement.getAttribute('data-press');
      const presses =
        document.querySelector(dialogs) !== null || (activeElement !== null && activeElement.closest('button, form, summary, a') !== null);
      return state === 'ready' || (state === 'quiet' && !presses);
    },
    DIALOGS,
    { polling: POLLING_MS },
  );
}
