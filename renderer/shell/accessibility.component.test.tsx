import { expect, it } from 'vitest';
import { findViolationsInEveryTheme, findViolations } from '../testing/axe.fixture.js';
import type { FakeBridge } from '../testing/bridge.fixture.js';
import { ago, binding, bound, readerWith, refused } from '../testing/example.fixture.js';
import { found, one, openScreen, press, showsText, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';
import { tabThrough } from '../testing/tab-walk.fixture.js';
import { screens } from './screens.js';
import { topics } from '../settings/fields.js';

/** Checks a state with axe in every language, theme and text size, and cycles through it with Tab. */
async function seeEveryWay(main: FakeBridge, state: string): Promise<readonly [string, object]> {
  return [state, { axe: await findViolationsInEveryTheme(main, state), ...(await tabThrough()) }];
}

/** Checks a state as it is; the long tests check every state in every language and theme. */
async function see(state: string): Promise<readonly [string, object]> {
  return [state, { axe: await findViolations(state), ...(await tabThrough()) }];
}

const inOrder = { axe: [], missed: [], unseen: [] };

/** Asserts that no state had findings. */
function expectInOrder(seen: readonly (readonly [string, object])[]): void {
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(seen.map(([state]) => [state, inOrder])));
}

it('on the desk axe finds nothing in any language, theme or text size, and Tab visibly reaches every control', async () => {
  const main = await openPage({ state: { readers: [readerWith(1)], bindings: [binding(2, bound)] } });
  await showsText('[data-testid="reader"]', 'Ready to bind');
  const seen = [];
  const filter = await found('button.button[aria-expanded]');
  filter.click();
  seen.push(await seeEveryWay(main, 'desk with a card and the filter'));
  filter.click();
  await press('Escape');
  await type('zzzz');
  await found('.empty');
  seen.push(await see('desk, nothing found'));
  expectInOrder(seen);
});

it('in the confirm step and after it axe finds nothing, and Tab reaches every control', async () => {
  await openPage({ state: { readers: [readerWith(1)] } });
  await showsText('[data-testid="reader"]', 'Ready to bind');
  const seen = [];
  await press('ArrowDown');
  await press('Enter');
  await found('[data-testid="confirm"]');
  seen.push(await see('confirm'));
  await type('ab');
  await found('[data-testid="confirm-typed"]');
  seen.push(['confirm, letters came', { ...inOrder, axe: await findViolations('confirm, letters came') }] as const);
  expectInOrder(seen);
});

it('on every other screen axe finds nothing, and Tab reaches every control', async () => {
  await openPage({
    state: { bindings: [binding(1, refused, { confirmedAt: ago(3) })], prepared: { total: 2, revision: 1, cards: [] } },
    answers: everyScreen(),
  });
  const seen = [];
  for (const { name: screen } of screens.filter(({ name }) => name !== 'desk')) {
    await openScreen(screen);
    await found(`[data-testid="${screen}"]`);
    if (screen === 'report') await found('[data-testid="paper-page"]');
    seen.push(await see(screen));
  }
  expectInOrder(seen);
});

it('in every topic of the settings axe finds nothing', async () => {
  await openPage({ answers: everyScreen() });
  await openScreen('settings');
  await found('[data-testid="settings"]');
  const seen: string[] = [];
  for (const topic of topics) {
    one(`[data-topic="${topic}"]`).click();
    await found('.setup-panel :is(.choices, .setting, .table)');
    seen.push(...(await findViolations(`settings, ${topic}`)));
  }
  expect(seen).toEqual([]);
});
