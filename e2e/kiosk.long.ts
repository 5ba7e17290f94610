import { afterEach, expect, it } from 'vitest';
import { fullLockState, lockState, openKiosk, PIN } from './kiosk.js';
import { killStations, launchStation } from './station.js';

afterEach(killStations);

it('a locked desk opens again if its page closes itself', async () => {
  const { app, page } = await openKiosk();
  const [again] = await Promise.all([
    app.waitForEvent('window'),
    page.evaluate(() => {
      window.close();
    }),
  ]);
  await again.locator('.request-row').first().waitFor();
  expect(await lockState({ app, page: again })).toEqual(fullLockState);
});

it('a locked desk can be left with the PIN, and is locked again after a restart', async () => {
  const kiosk = await openKiosk();
  const { app, page } = kiosk;
  const dialog = page.getByTestId('leave-kiosk');
  const give = async (pin: string): Promise<void> => {
    await page.keyboard.type(pin);
    await page.keyboard.press('Enter');
  };
  await page.getByRole('button', { name: 'Unlock desk' }).click();
  await give(PIN);
  await dialog.waitFor({ state: 'detached' });
  expect(await lockState(kiosk)).toMatchObject({ kiosk: false });
  expect(await page.getByRole('button', { name: 'Unlock desk' }).count()).toBe(0);
  const gone = new Promise((resolve) => app.process().once('exit', resolve));
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await gone;

  const second = await launchStation({ profile: kiosk.profile });
  await second.page.getByRole('button', { name: 'Unlock desk' }).waitFor();
  expect(await lockState(second)).toMatchObject({ kiosk: true });
});

it('a locked desk accepts three wrong PINs before a pause, during which not even the right one works', async () => {
  const kiosk = await openKiosk();
  const { page } = kiosk;
  await page.getByRole('button', { name: 'Unlock desk' }).click();
  await page.getByTestId('leave-kiosk').waitFor();
  for (const wait of ['0 s', '0 s', '30 s']) {
    await page.keyboard.type('123456');
    await page.keyboard.press('Enter');
    await page.getByTestId('leave-kiosk').getByText(`Try again in ${wait}`).waitFor();
  }
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await page.getByTestId('leave-kiosk').getByText('The PIN was not checked').waitFor();
  expect(await lockState(kiosk)).toMatchObject({ kiosk: true });
});

it('a locked desk hides personal data while unattended, and the first key only wakes it', async () => {
  const { page } = await openKiosk(5);
  await page.evaluate(() => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 }));
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.keyboard.type('noor');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.getByTestId('idle').waitFor({ timeout: 15_000 });
  const shown = await page.evaluate(() => document.body.innerText);
  expect(shown).toContain('Ready for the next card');
  for (const data of ['Noor', 'nvelden', 'Facility', 'a9b4b42c', 'bc88f13f']) expect(shown).not.toContain(data);
  await page.keyboard.press('x');
  await page.locator('.request-row').first().waitFor();
  expect(await page.getByTestId('confirm').count()).toBe(0);
  expect(await page.locator('.requests-search input').inputValue()).toBe('');
});
