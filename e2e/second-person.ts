import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { en } from '../renderer/i18n/en.js';
import { nl } from '../renderer/i18n/nl.js';
import { snapshotSchema, type Snapshot } from '../shared/contract.js';
import type { Preferences } from '../shared/preferences.js';
import { resultSchema } from '../shared/result.js';
import { openConfirm } from './one-desk.js';

/** What main says now. */
export async function snapshotOf(page: Page): Promise<Snapshot> {
  const answer = resultSchema(snapshotSchema).parse(await page.evaluate(() => window.station.call('station/snapshot', {})));
  if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
  return answer.value;
}

/** Has the screen speak a language, in an appearance. */
export async function speak(page: Page, language: Preferences['language'], theme: Preferences['theme'] = 'light'): Promise<void> {
  await page.evaluate(
    ([l, t]) => window.station.call('station/setPreferences', { language: l, theme: t, textSize: 'normal', sounds: false }),
    [language, theme] as const,
  );
  await page.locator(`html[lang="${language}"]`).waitFor();
}

/** Has the same looked at in Dutch and dark, and in English and light; the rest goes on in English. */
export async function inBoth(page: Page, see: (said: typeof en | typeof nl, language: 'en' | 'nl') => Promise<unknown>): Promise<void> {
  await speak(page, 'nl', 'dark');
  await see(nl, 'nl');
  await speak(page, 'en', 'light');
  await see(en, 'en');
}

/** Answers the dialog that asks for a name and a password, by keys. */
export async function signIn(page: Page, account: string, password: string): Promise<void> {
  const dialog = page.getByTestId('sign-in-dialog');
  await dialog.waitFor();
  await page.keyboard.type(account);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
}

/** Opens the confirm step for a request with the card in the reader, by keys. */
export async function toConfirm(page: Page, requestId: string): Promise<void> {
  await page.locator('[data-testid="readers"] .card-state.good').waitFor();
  await openConfirm(page, requestId);
}

/** Moves the keyboard to a button by Tab, as somebody without a mouse does. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    const at = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (at.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** Fills in account and password of the second person from the account's field on, by keys, and sends them. */
export async function sign(page: Page, account: string, password: string): Promise<void> {
  await page.keyboard.type(account);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** From the password's field, which keeps the keyboard after a refusal, back to the account's, whose text a key replaces. */
export async function signAgain(page: Page, account: string, password: string): Promise<void> {
  await page.keyboard.press('Shift+Tab');
  await sign(page, account, password);
}

/** Keeps a picture for whoever wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = 'dist/pictures/roles';
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
