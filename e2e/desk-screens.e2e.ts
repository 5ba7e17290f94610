import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clearDesk } from './one-desk.js';
import { closeStations, describeFailed, launchStation, openScreen } from './station.js';

/** The tests share one station, one after the other; each begins at an empty desk. */
let page: Page;
beforeAll(async () => {
  ({ page } = await launchStation({ settings: { training: { readers: 'on' } } }));
  await page.locator('.request-row').first().waitFor();
});
afterEach(async () => {
  await describeFailed();
  await openScreen(page, 'desk');
  await page.getByTestId('desk').waitFor();
  await clearDesk(page);
});
afterAll(closeStations);

/** Binds the first request of the list with a fresh training card, by the keyboard. */
async function bind(cardNumber: number): Promise<void> {
  await page.evaluate((n) => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: n }), cardNumber);
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('outcome').waitFor();
}

describe('the way to the screens', () => {
  it('is a key each, shown beside their names; Esc leads home, where typing searches at once', async () => {
    await page.getByTestId('go-attention').getByText('Ctrl 2').waitFor();
    await openScreen(page, 'attention');
    await page.getByTestId('attention').waitFor();
    expect(await page.getByTestId('go-attention').getAttribute('aria-current')).toBe('page');
    await page.keyboard.press('Escape');
    await page.getByTestId('desk').waitFor();
    await page.keyboard.type('zz');
    await page.getByText('Nothing matches “zz”').waitFor();
  });

  it('leads to a screen that has the keyboard as soon as it stands, also when it is loaded only then', async () => {
    const hasKeyboard = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const observer = new MutationObserver(() => {
            const screen = document.querySelector('[data-testid="history"]');
            if (screen === null) return;
            observer.disconnect();
            resolve(screen.contains(document.activeElement));
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await openScreen(page, 'history');
    expect(await hasKeyboard).toBe(true);
  });

  it('is closed while a dialog waits for its answer', async () => {
    await page.locator('.request-row').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await openScreen(page, 'attention');
    expect(await page.getByTestId('attention').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    await openScreen(page, 'attention');
    await page.getByTestId('attention').waitFor();
  });
});

describe('Attention', () => {
  it('shows a refusal with its evidence and next step until a person closes it with a note, by keys alone', async () => {
    await page.getByTestId('attention-count').waitFor({ state: 'detached' });
    await page.evaluate(() => window.station.call('training/setNextAnswer', { nextAnswer: 'refuse' }));
    await bind(1);
    await page.locator('[data-testid="outcome"][data-state="refused"]').waitFor();
    expect(await page.getByTestId('attention-count').innerText()).toBe('1');
    await openScreen(page, 'attention');
    const matter = page.getByTestId('matter');
    expect(await matter.innerText()).toMatch(
      /Refused by the server[^]*What happened[^]*The server refused[^]*What was kept[^]*request and card are free again[^]*What to do next[^]*tell the administrator[^]*HTTP status\s+403[^]*You may not assign/,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('Reason, for the journal').waitFor();
    await page.keyboard.type('Told the administrator, card set aside');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Needs a person' }).waitFor();
    await page.getByText('Nothing needs a person').first().waitFor();
    expect(await page.getByTestId('attention-count').count()).toBe(0);
  });
});

describe('a slip of the fingers', () => {
  it('shows what comes close and says so; nothing is chosen before the arrow keys do', async () => {
    await page.locator('.request-row').first().waitFor();
    const names = await page.locator('.request-who strong').allInnerTexts();
    const surname = names.map((name) => name.split(' ').at(-1) ?? '').find((last) => /^[A-Z][a-z]{5,}$/.test(last) && last[2] !== last[3]);
    if (surname === undefined) throw new Error(`no surname to slip on in ${names.join(', ')}`);
    const slipped = `${surname.slice(0, 2)}${surname.charAt(3)}${surname.charAt(2)}${surname.slice(4)}`;
    await page.keyboard.type(slipped);
    await page.getByTestId('requests-count').getByText(`Nothing is spelled “${slipped}”`).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('confirm').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').getByText(surname).first().waitFor();
  });
});
