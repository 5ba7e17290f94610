import { afterAll, afterEach, expect, it } from 'vitest';
import { bindFirst } from './by-keyboard.js';
import { closeStations, describeFailed, launchStation } from './station.js';

afterEach(describeFailed);
afterAll(() => closeStations());

/** Execution takes 45 s, and the station checks every 15 to 30 s. */
const LIMIT_MS = 150_000;

it(
  'a bound request is executed automatically in training mode, and header and History show it',
  { timeout: LIMIT_MS + 60_000 },
  async () => {
    const { page } = await launchStation({ settings: { training: { readers: 'on' } }, args: ['--training'] });
    await page.getByRole('button', { name: 'Insert training card F4' }).waitFor();
    await page.keyboard.press('F4');
    await bindFirst(page, 'bound');
    await page.getByTestId('day-counts').getByText('1 executed').waitFor({ timeout: LIMIT_MS });
    await page.keyboard.press('Control+3');
    await page.getByTestId('history').getByText('Bound · executed').waitFor();
    await page.getByTestId('care').getByText('The request was executed.').waitFor();
    await page.getByTestId('entries').getByText('The request was executed').waitFor();
    // Shown outside the desk only: nothing needs attention.
    expect(await page.getByTestId('attention-count').count()).toBe(0);
  },
);
