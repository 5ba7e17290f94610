import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { relaunched } from './relaunched.js';
import { closeStations, launchStation, openScreen } from './station.js';

afterEach(closeStations);

/** Has somebody answer the system's question, and remembers what was asked. */
async function answering(app: ElectronApplication, yes: boolean): Promise<{ asked(): Promise<string[]> }> {
  await app.evaluate(({ dialog }, response) => {
    const asked: string[] = [];
    Reflect.set(globalThis, 'asked', asked);
    Reflect.set(dialog, 'showMessageBox', (_parent: unknown, options: Electron.MessageBoxOptions) => {
      asked.push([options.message, options.detail, ...(options.buttons ?? []), `default ${String(options.defaultId)}`].join('\n'));
      return Promise.resolve({ response, checkboxChecked: false });
    });
  }, yes ? 1 : 0);
  return { asked: () => app.evaluate(() => Reflect.get(globalThis, 'asked') as string[]) };
}

/** Goes to a field by keys alone: the topic by the arrow keys, the field by Tab. */
async function goTo(page: Page, topic: string, key: string): Promise<void> {
  await page.locator(`[data-topic]`).first().waitFor();
  const tabs = await page.locator('[data-topic]').evaluateAll((all) => all.map((one) => one.getAttribute('data-topic')));
  const isAt = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('data-topic') ?? null);
  for (let presses = 0; (await isAt()) === null && presses < 60; presses += 1) await page.keyboard.press('Shift+Tab');
  for (let presses = 0; (await isAt()) !== topic && presses < tabs.length; presses += 1) await page.keyboard.press('ArrowDown');
  const isThere = (): Promise<boolean> => page.evaluate((wanted) => document.activeElement?.closest('[data-key]')?.getAttribute('data-key') === wanted && document.activeElement.tagName !== 'BUTTON', key);
  for (let presses = 0; !(await isThere()) && presses < 60; presses += 1) await page.keyboard.press('Tab');
  expect(await isThere(), `${key} was not reached by Tab`).toBe(true);
}

it.each([
  ['en', 'Too small: 2 at least.', 'Save these settings and open the station again?'],
  ['nl', 'Te klein: minstens 2.', 'Deze instellingen opslaan en het station opnieuw openen?'],
] as const)('by keys alone, in %s: a mistake is named while typing, saving asks, and the station opens again with it', async (language, mistake, question) => {
  const { page, app, profile } = await launchStation({ settings: { $schema: './settings.schema.json', training: { readers: 'on' } } });
  await page.evaluate((l) => window.station.call('station/setPreferences', { language: l, theme: 'light', textSize: 'normal', sounds: false }), language);
  await page.locator(`html[lang="${language}"]`).waitFor();
  const { asked } = await answering(app, true);
  await openScreen(page, 'settings');
  await goTo(page, 'list', 'pollSeconds');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1');
  const poll = page.locator('[data-key="pollSeconds"]');
  await poll.getByText(mistake).waitFor();
  const input = poll.locator('input');
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  const problem = (await input.getAttribute('aria-describedby'))?.split(' ').at(-1) ?? '';
  expect(await page.locator(`[id="${problem}"]`).innerText()).toContain(mistake);
  await page.keyboard.type('5');
  await poll.getByText(mistake).waitFor({ state: 'detached' });
  await goTo(page, 'policy', 'policy.bindOffline');
  await page.keyboard.press('Space');
  // It stays when the screen is left.
  await page.keyboard.press('Escape');
  await page.getByTestId('desk').waitFor();
  await openScreen(page, 'settings');
  await page.locator('[data-key="policy.bindOffline"] input:checked').waitFor();

  const again = await relaunched(profile, async () => {
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    await page.keyboard.press('Control+s');
    await expect.poll(asked).toHaveLength(1);
    const [said = ''] = await asked();
    expect(said).toContain(question);
    expect(said).toMatch(/policy\.bindOffline\n.*: false\n.*: true\n[^]*pollSeconds\n.*: 30\n.*: 15/);
    expect(said).toContain('default 0');
    await gone;
  });
  try {
    const settings = await again.page.evaluate(() => window.station.call('settings/read', {}));
    expect(JSON.stringify(settings)).toContain('{"key":"pollSeconds","value":"15","origin":"user","locked":false}');
    expect(JSON.stringify(settings)).toContain('{"key":"policy.bindOffline","value":"true","origin":"user","locked":false}');
  } finally {
    await again.close();
  }
  const written = JSON.parse(await readFile(join(profile, 'settings.json'), 'utf8')) as unknown;
  expect(written).toEqual({ $schema: './settings.schema.json', training: { readers: 'on' }, policy: { bindOffline: true }, pollSeconds: 15 });
  expect(JSON.parse(await readFile(join(profile, 'settings.json.before'), 'utf8'))).toEqual({ $schema: './settings.schema.json', training: { readers: 'on' } });
});
