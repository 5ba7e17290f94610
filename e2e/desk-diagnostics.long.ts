import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeStations, launchStation, openScreen, openTopic } from './station.js';

afterEach(closeStations);

it('Settings shows effective values and their files; text size, contrast and sounds apply at once and are stored', async () => {
  const first = await launchStation({ settings: { training: { readers: 'on' }, pollSeconds: 45 } });
  await openTopic(first.page, 'all');
  const table = first.page.getByTestId('effective-settings');
  expect(await table.locator('[data-key="pollSeconds"][data-origin="user"]').innerText()).toMatch(/45\s+user file/);
  expect(await table.locator('[data-key="policy.bindOffline"][data-origin="default"]').innerText()).toMatch(/false\s+default/);
  await first.page.getByText(join(first.profile, 'settings.json')).waitFor();
  await openTopic(first.page, 'you');
  await first.page.getByRole('radio', { name: 'largest' }).check();
  await first.page.getByRole('radio', { name: 'high contrast' }).check();
  await first.page.getByRole('radio', { name: 'off' }).check();
  await first.page.locator('html[data-theme="contrast"][data-text-size="largest"]').waitFor();
  await first.quit();
  const second = await launchStation({ profile: first.profile });
  await second.page.locator('html[data-theme="contrast"][data-text-size="largest"]').waitFor();
  await openScreen(second.page, 'settings');
  expect(await second.page.getByRole('radio', { name: 'off' }).isChecked()).toBe(true);
  await second.quit();

  // Preferences written by an older Card Desk are still valid.
  await writeFile(join(first.profile, 'preferences.json'), JSON.stringify({ language: 'nl', theme: 'dark' }));
  const third = await launchStation({ profile: first.profile });
  await third.page.locator('html[lang="nl"][data-theme="dark"][data-text-size="normal"]').waitFor();
});
