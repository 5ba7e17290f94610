import { it } from 'vitest';
import { notBindableReasons } from '../shared/bindable.js';
import { clearDesk } from './one-desk.js';
import { tabTo } from './second-person.js';
import {
  onShownDesk,
  page,
  put,
  checkAssigned,
  checkBound,
  checkFree,
  checkLost,
  checkUnowned,
  checkPrepared,
  checkQueued,
  checkReusable,
  checkSilentServer,
  checkUnconfirmedAndAttention,
  checkUnreadable,
  checkReasons,
} from './shown.js';

/** Every answer about a card, in two languages, with the keyboard. */
onShownDesk();

it.each([
  ['free if the server has no card with its id', checkFree],
  ['free if its card at the server belongs to no one', checkUnowned],
  ['not free if it belongs to someone at the server', checkAssigned],
  ['reusable if it was retired at the server', checkReusable],
  ['reported lost', checkLost],
  ['prepared for a person', checkPrepared],
  ['bound here', checkBound],
  ['queued here', checkQueued],
  ['free as far as known if the server does not answer', checkSilentServer],
  ['unusable without a readable id', checkUnreadable],
  ['unconfirmed, then one that needs attention', checkUnconfirmedAndAttention],
])('a card is %s', { timeout: 120_000 }, async (_, show) => {
  await show();
});

it('every reason why a request cannot be bound is shown, and Enter opens nothing', { timeout: 120_000 }, async () => {
  await put('fresh');
  await checkReasons(notBindableReasons);
  // Once unfolded, they are in the list below the bindable ones.
  await clearDesk(page);
  await tabTo(page, 'Show');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Hide' }).waitFor();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await page.locator('[data-cannot]').first().waitFor();
});
