import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { findViolationsInEveryTheme } from '../testing/axe.fixture.js';
import { found, gone, press, showsText, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

it('the PIN dialog is accessible in every language and theme, says when the next attempt counts, and closes with the right PIN', async () => {
  const main = await openPage({ state: { kiosk: { state: 'locked', idleMs: null } } });
  await page.getByRole('button', { name: 'Unlock desk' }).click();
  await found('[data-testid="leave-kiosk"]');
  expect(await findViolationsInEveryTheme(main, 'leaving the kiosk')).toEqual([]);
  main.answer({
    'kiosk/leave': ({ pin }) => {
      if (pin !== 'quince-41') return { ok: false, error: { code: 'pin-refused', reason: 'wrong', waitMs: 5_000 } };
      main.change({ kiosk: { state: 'left', idleMs: null } });
      return { ok: true, value: {} };
    },
  });
  await type('123456');
  await press('Enter');
  await showsText('[data-testid="leave-kiosk"]', 'Try again in 5 s');
  await type('quince-41');
  await press('Enter');
  await gone('[data-testid="leave-kiosk"]');
  await expect.element(page.getByRole('button', { name: 'Unlock desk' })).not.toBeInTheDocument();
});
