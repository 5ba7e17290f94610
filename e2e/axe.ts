import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { preferencesSchema, type Preferences } from '../shared/preferences.js';

declare global {
  interface Window {
    /** axe, once it is injected. */
    readonly axe: typeof axe;
  }
}

const languages = preferencesSchema.shape.language.options;
const themes = ['dark', 'contrast'] as const;

const prefer = (page: Page, change: Partial<Preferences>): Promise<unknown> =>
  page.evaluate(
    (next) => window.station.call('station/setPreferences', { language: 'en', theme: 'light', textSize: 'normal', sounds: false, ...next }),
    change,
  );

/** A rule that depends on the theme but not on the language. */
const CONTRAST = 'color-contrast';

/** What axe checks. Passed rules are not reported, because reporting takes longer than checking. */
const rules: Readonly<Record<'all' | 'all but contrast' | 'contrast', axe.RunOptions>> = {
  all: { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  'all but contrast': {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { [CONTRAST]: { enabled: false } },
  },
  contrast: { resultTypes: ['violations'], runOnly: { type: 'rule', values: [CONTRAST] } },
};

/** Returns axe's findings on the current screen, by rule and element. */
async function violations(page: Page, where: string, looksFor: keyof typeof rules): Promise<string[]> {
  // Injected once per page: it is half a megabyte.
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (options) => {
    // A color in transition is not the one people see.
    await Promise.allSettled(
      document.getAnimations().flatMap((animation) => (animation instanceof CSSTransition ? [animation.finished] : [])),
    );
    const { violations: all } = await window.axe.run(document, options);
    return all.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`));
  }, rules[looksFor]);
  return found.map((each) => `${where}: ${each}`);
}

/** Returns the findings for one state of the screen as it is. */
export const findViolations = (page: Page, state: string): Promise<string[]> => violations(page, state, 'all');

/** Returns the findings for one state in every language, and its contrast in every theme. */
export async function findViolationsInEveryTheme(page: Page, state: string): Promise<string[]> {
  const found: string[] = [];
  for (const language of languages) {
    await prefer(page, { language });
    await page.locator(`html[lang="${language}"][data-theme="light"]`).waitFor();
    found.push(...(await violations(page, `${state}, ${language}, light`, language === 'en' ? 'all' : 'all but contrast')));
  }
  for (const theme of themes) {
    await prefer(page, { theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await violations(page, `${state}, ${theme}`, 'contrast')));
  }
  await prefer(page, {});
  await page.locator('html[lang="en"][data-theme="light"]').waitFor();
  return found;
}
