import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { preferencesSchema, type Preferences } from '../shared/preferences.js';

const languages = preferencesSchema.shape.language.options;
const themes = ['dark', 'contrast'] as const;

const prefer = (page: Page, change: Partial<Preferences>): Promise<unknown> =>
  page.evaluate((next) => window.station.call('station/setPreferences', { language: 'en', theme: 'light', textSize: 'normal', sounds: false, ...next }), change);

/** A rule that depends on the theme and never on the language. */
const CONTRAST = 'color-contrast';

/** What axe finds on the screen as it is, by rule and element. */
async function violations(page: Page, where: string, rules: 'all' | 'all but contrast' | 'contrast'): Promise<string[]> {
  await page.evaluate(async () => {
    // A colour on its way to another is not the one that people read.
    await Promise.allSettled(document.getAnimations().flatMap((animation) => (animation instanceof CSSTransition ? [animation.finished] : [])));
  });
  // Electron opens no second page for axe's usual way.
  const builder = new AxeBuilder({ page }).setLegacyMode(true);
  if (rules === 'contrast') builder.withRules([CONTRAST]);
  else builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  if (rules === 'all but contrast') builder.disableRules([CONTRAST]);
  const { violations: found } = await builder.analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${where}: ${id}: ${target.join(' ')}: ${failureSummary ?? ''}`));
}

/** Looks at one state of the screen in every language, and at its contrast in every theme. */
export async function look(page: Page, state: string): Promise<string[]> {
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
