import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { openConfirm } from './one-desk.js';

export const PASSPHRASE = 'correct horse battery staple';

/** Runs a command of the packaged station with the passphrase on standard input. */
export function command(
  profile: string,
  argument: string,
  passphrase = PASSPHRASE,
): { readonly code: number | null; readonly said: string } {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { status, stdout, stderr } = spawnSync(inject('station').executable, [...root, `--user-data-dir=${profile}`, argument], {
    encoding: 'utf8',
    input: `${passphrase}\n`,
    timeout: 60_000,
  });
  return { code: status, said: stdout + stderr };
}

/** Binds the card in the reader to the request that a search finds, and waits for the result. */
export async function bind(page: Page, cardId: string, requestId: string, state: 'bound' | 'waiting'): Promise<void> {
  await page.getByTestId('readers').getByText(cardId).waitFor();
  await page.keyboard.press('Escape');
  await openConfirm(page, requestId);
  await page.keyboard.press('Enter');
  await page
    .locator(`[data-testid="outcome"][data-state="${state}"]`)
    .filter({ hasText: /Bound|kept/ })
    .waitFor();
}
