import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openPage } from '../testing/mount.fixture.js';
import { gone, openScreen, press, type } from '../testing/keys.fixture.js';

describe('the navigation', () => {
  it('shows a key beside each screen; Esc returns to the desk, where typing searches at once', async () => {
    await openPage();
    await expect.element(page.getByTestId('go-attention')).toHaveTextContent('Ctrl+2');
    await openScreen('attention');
    await expect.element(page.getByTestId('attention')).toBeVisible();
    await expect.element(page.getByTestId('go-attention')).toHaveAttribute('aria-current', 'page');
    await press('Escape');
    await expect.element(page.getByTestId('desk')).toBeVisible();
    await type('zz');
    await expect.element(page.getByText('No results for “zz”')).toBeVisible();
  });

  it('gives a screen the focus as soon as it is ready, even if it is loaded only then', async () => {
    await openPage({ answers: { 'history/search': { ok: true, value: { bindings: [], next: null, total: 0 } } } });
    const hasKeyboard = new Promise<boolean>((resolve) => {
      const observer = new MutationObserver(() => {
        const screen = document.querySelector('[data-testid="history"]');
        if (screen === null) return;
        observer.disconnect();
        resolve(screen.contains(document.activeElement));
      });
      observer.observe(document.body, { childList: true, subtree: true });
    });
    await openScreen('history');
    expect(await hasKeyboard).toBe(true);
  });

  it('is disabled while a dialog is open', async () => {
    await openPage();
    await press('ArrowDown');
    await press('Enter');
    await expect.element(page.getByTestId('confirm')).toBeVisible();
    await openScreen('attention');
    expect(page.getByTestId('attention').query()).toBeNull();
    await press('Escape');
    await gone('[data-testid="confirm"]');
    await openScreen('attention');
    await expect.element(page.getByTestId('attention')).toBeVisible();
  });
});
