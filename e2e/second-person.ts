import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { en } from '../renderer/i18n/en.js';
import { nl } from '../renderer/i18n/nl.js';
import { snapshotSchema, type Snapshot } from '../shared/contract.js';
import type { Preferences } from '../shared/preferences.js';
import { resultSchema } from '../shared/result.js';
import { openConfirm } from './one-desk.js';

/** Returns the main process's current snapshot. */
export async function snapshotOf(page: Page): Promise<Snapshot> {
  const answer = resultSchema(snapshotSchema).parse(await page.evaluate(() => window.station.call('station/snapshot', {})));
  if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
  return answer.value;
}

/** Sets language and theme of the screen. */
export async function setLanguage(page: Page, language: Preferences['language'], theme: Preferences['theme'] = 'light'): Promise<void> {
  await page.evaluate(
    ([l, t]) => window.station.call('station/setPreferences', { language: l, theme: t, textSize: 'normal', sounds: false }),
    [language, theme] as const,
  );
  await page.locator(`html[lang="${language}"]`).waitFor();
}

/** Checks the same in Dutch and dark, and in English and light; continues in English. */
export async function inBothLanguages(
  page: Page,
  see: (said: typeof en | typeof nl, language: 'en' | 'nl') => Promise<unknown>,
): Promise<void> {
  await setLanguage(page, 'nl', 'dark');
  await see(nl, 'nl');
  await setLanguage(page, 'en', 'light');
  await see(en, 'en');
}

/** Fills in the sign-in dialog with the keyboard. */
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

/** Opens the confirm step of a request with the card in the reader, with the keyboard. */
export async function toConfirm(page: Page, requestId: string): Promise<void> {
  // Without the server, the journal alone says that the card is free.
  await page.locator('[data-testid="readers"] :is(.card-state.good, [data-standing="here-free"])').waitFor();
  await openConfirm(page, requestId);
}

/** Moves the focus to a button with Tab. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    const at = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (at.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** Fills in the second person's user name and password, starting in the user name field, with the keyboard, and submits. */
export async function approveAs(page: Page, account: string, password: string): Promise<void> {
  await page.keyboard.type(account);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/**
 * Goes from the password field, which keeps the focus after a refusal, back to the user name, whose text typing replaces. Each
 * text comes in one piece, as from a password manager: after keys as fast as here, a press counts only a second later.
 */
export async function approveAgainAs(page: Page, account: string, password: string): Promise<void> {
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.insertText(account);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(password);
  await page.keyboard.press('Enter');
}

/** Saves a screenshot. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = 'dist/pictures/roles';
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
