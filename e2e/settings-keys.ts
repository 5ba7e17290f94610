import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect } from 'vitest';
import * as z from 'zod';
import { setLanguage } from './second-person.js';
import { relaunch } from './relaunch.js';
import { openScreen, type LaunchedStation } from './station.js';

/** Returns the content of the user's own settings file; null if there is none. */
export const ownFile = (profile: string): Promise<string | null> =>
  readFile(join(profile, 'settings.json'), 'utf8').then(
    (text) => text,
    () => null,
  );

export interface DialogAnswers {
  /** Returns the questions so far. */
  readonly asked: () => Promise<string[]>;
  /** Gives the delayed answer. */
  readonly answer: () => Promise<void>;
}

/** Answers system dialogs, at once or when told, and records the questions. */
export async function answerDialogs(app: ElectronApplication, yes: boolean, held = false): Promise<DialogAnswers> {
  await app.evaluate(
    ({ dialog }, { response, isHeld }) => {
      const asked: string[] = [];
      Reflect.set(globalThis, 'asked', asked);
      const mayAnswer = isHeld ? new Promise<unknown>((resolve) => Reflect.set(globalThis, 'answerNow', resolve)) : Promise.resolve();
      Reflect.set(dialog, 'showMessageBox', async (_parent: unknown, options: Electron.MessageBoxOptions) => {
        asked.push([options.message, options.detail, ...(options.buttons ?? []), `default ${String(options.defaultId)}`].join('\n'));
        await mayAnswer;
        return { response, checkboxChecked: false };
      });
    },
    { response: yes ? 1 : 0, isHeld: held },
  );
  return {
    asked: async () => z.array(z.string()).parse(await app.evaluate((): unknown => Reflect.get(globalThis, 'asked'))),
    answer: () =>
      app.evaluate(() => {
        const answerNow: unknown = Reflect.get(globalThis, 'answerNow');
        if (typeof answerNow === 'function') Reflect.apply(answerNow, undefined, []);
      }),
  };
}

/** Goes to a field with the keyboard: arrow keys to the topic, Tab to the field. */
export async function goTo(page: Page, topic: string, key: string): Promise<void> {
  await page.locator(`[data-topic]`).first().waitFor();
  const tabs = await page.locator('[data-topic]').evaluateAll((all) => all.map((one) => one.getAttribute('data-topic')));
  const isAt = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('data-topic') ?? null);
  for (let presses = 0; (await isAt()) === null && presses < 60; presses += 1) await page.keyboard.press('Shift+Tab');
  for (let presses = 0; (await isAt()) !== topic && presses < tabs.length; presses += 1) await page.keyboard.press('ArrowDown');
  const isThere = (): Promise<boolean> =>
    page.evaluate(
      (wanted) =>
        document.activeElement?.closest('[data-key]')?.getAttribute('data-key') === wanted && document.activeElement.tagName !== 'BUTTON',
      key,
    );
  for (let presses = 0; !(await isThere()) && presses < 60; presses += 1) await page.keyboard.press('Tab');
  expect(await isThere(), `${key} was not reached by Tab`).toBe(true);
}

/** Texts of the keyboard walk, by language. */
const words = {
  en: { mistake: 'Enter 2 or more.', question: 'Save these settings and restart the station?' },
  nl: { mistake: 'Voer 2 of meer in.', question: 'Deze instellingen opslaan en het werkstation opnieuw starten?' },
} as const;

/**
 * Changes a station's settings with the keyboard alone: a problem is named while typing, saving asks, and the station
 * restarts with the change and is closed.
 *
 * @param before its own settings, which do not contain `pollSeconds` and `policy`
 */
export async function changeByKeys({ page, app, profile }: LaunchedStation, language: keyof typeof words, before: object): Promise<void> {
  const { mistake, question } = words[language];
  await setLanguage(page, language);
  const { asked, answer } = await answerDialogs(app, true, true);
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
  // The input stays when the screen is left.
  await page.keyboard.press('Escape');
  await page.getByTestId('desk').waitFor();
  await openScreen(page, 'settings');
  await page.locator('[data-key="policy.bindOffline"] input:checked').waitFor();

  const again = await relaunch(profile, async () => {
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    await page.keyboard.press('Control+s');
    await expect.poll(asked).toHaveLength(1);
    const [said = ''] = await asked();
    expect(said).toContain(question);
    expect(said).toMatch(/policy\.bindOffline\n.*: false\n.*: true\n[^]*pollSeconds\n.*: 30\n.*: 15/);
    expect(said).toContain('default 0');
    await answer();
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
  expect(written).toEqual({ ...before, policy: { bindOffline: true }, pollSeconds: 15 });
  expect(JSON.parse(await readFile(join(profile, 'settings.json.before'), 'utf8'))).toEqual(before);
}
