import type { Page } from 'playwright-core';

/** How often the page is asked, ms. */
const POLLING_MS = 20;

/**
 * Has Enter and Space pressed as a person presses them who has read what is on the screen: once the station takes a press, and
 * with nothing else until it has acted. Whoever wants to be quicker sends the key down and up.
 */
export function pressAsAPerson(page: Page): void {
  const { keyboard } = page;
  const press = keyboard.press.bind(keyboard);
  keyboard.press = async (key, options) => {
    if (key !== 'Enter' && key !== 'Space') {
      await press(key, options);
      return;
    }
    await untilKeysCount(page);
    await press(key, options);
    await page.waitForFunction(() => document.documentElement.getAttribute('data-press') !== 'busy', undefined, { polling: POLLING_MS });
  };
}

/** Waits until a single press would count: in the search of a list as soon as the keyboard has been still for a moment. */
export async function untilKeysCount(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const { activeElement, documentElement } = document;
      const state = documentElement.getAttribute('data-press');
      const presses =
        document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
        (activeElement !== null && activeElement.closest('button, form, summary, a') !== null);
      return state === 'ready' || (state === 'quiet' && !presses);
    },
    undefined,
    { polling: POLLING_MS },
  );
}
