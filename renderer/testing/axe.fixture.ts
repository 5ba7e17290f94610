import axe from 'axe-core';
import { preferencesSchema, type Preferences } from '../../shared/preferences.js';
import type { FakeBridge } from './bridge.fixture.js';
import { until } from './keys.fixture.js';

const { language, theme, textSize } = preferencesSchema.shape;
export const languages = language.options;
export const themes = theme.options.filter((one) => one !== 'system');
export const textSizes = textSize.unwrap().options;

/** A rule that depends on the theme but not on the language. */
const CONTRAST = 'color-contrast';
const RULES: axe.RunOptions['runOnly'] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe checks. Passed rules are not reported, because reporting takes longer than checking. */
const rules: Readonly<Record<'all' | 'all but contrast' | 'contrast', axe.RunOptions>> = {
  all: { resultTypes: ['violations'], runOnly: RULES },
  'all but contrast': { resultTypes: ['violations'], runOnly: RULES, rules: { [CONTRAST]: { enabled: false } } },
  contrast: { resultTypes: ['violations'], runOnly: { type: 'rule', values: [CONTRAST] } },
};

/** Returns axe's findings on the current screen, by rule and element. */
async function violations(where: string, looksFor: keyof typeof rules): Promise<string[]> {
  // A color in transition is not the one people see.
  await Promise.allSettled(
    document.getAnimations().flatMap((animation) => (animation instanceof CSSTransition ? [animation.finished] : [])),
  );
  const { violations: all } = await axe.run(document, rules[looksFor]);
  return all.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${where}: ${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** Returns the findings for one state of the screen as it is. */
export const findViolations = (state: string): Promise<string[]> => violations(state, 'all');

/** Changes the preferences, and waits until the screen shows it. */
export async function prefer(main: FakeBridge, change: Partial<Preferences>): Promise<void> {
  const preferences = { ...main.state.preferences, ...change };
  main.change({ preferences });
  const { dataset } = document.documentElement;
  await until(
    `the screen is as ${JSON.stringify(change)} says`,
    () =>
      document.documentElement.lang === preferences.language &&
      dataset['theme'] === preferences.theme &&
      dataset['textSize'] === preferences.textSize,
  );
}

/** Returns the findings for one state in every language, its contrast in every theme, and anything wider than the window. */
export async function findViolationsInEveryTheme(main: FakeBridge, state: string): Promise<string[]> {
  const before = main.state.preferences;
  const found: string[] = [];
  for (const one of languages) {
    await prefer(main, { language: one });
    found.push(...(await violations(`${state}, ${one}`, one === before.language ? 'all' : 'all but contrast')));
    found.push(...tooWide(`${state}, ${one}`));
  }
  await prefer(main, { language: before.language });
  for (const one of themes.filter((each) => each !== before.theme)) {
    await prefer(main, { theme: one });
    found.push(...(await violations(`${state}, ${one}`, 'contrast')));
  }
  await prefer(main, { theme: before.theme });
  for (const one of textSizes) {
    await prefer(main, { textSize: one });
    found.push(...tooWide(`${state}, ${one} text`));
  }
  await prefer(main, before);
  return found;
}

/** Reports a window that scrolls horizontally. */
function tooWide(where: string): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`${where}: the page is ${String(scrollWidth)} wide in a window of ${String(clientWidth)}`] : [];
}
