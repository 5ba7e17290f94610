import { expect, it } from 'vitest';
import { found, gone, hasFocus, one, openScreen, press, showsText, type, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';

/** Number of key presses that cycle through the whole screen. */
const MOST_PRESSES = 80;

/** Presses a key until the focus is where it should be. */
async function pressUntil(key: string, isThere: () => boolean, where: string): Promise<void> {
  for (let presses = 0; !isThere() && presses < MOST_PRESSES; presses += 1) await press(key);
  expect(isThere(), `${where} was not reached by ${key}`).toBe(true);
}

/** Goes to a field with the keyboard: arrow keys to the topic, Tab to the field. */
async function goTo(topic: string, key: string): Promise<void> {
  await found('[data-topic]');
  const at = (): string | null => document.activeElement?.getAttribute('data-topic') ?? null;
  await pressUntil('Shift+Tab', () => at() !== null, 'the list of topics');
  await pressUntil('ArrowDown', () => at() === topic, topic);
  const isThere = (): boolean =>
    document.activeElement?.closest('[data-key]')?.getAttribute('data-key') === key && document.activeElement.tagName !== 'BUTTON';
  await pressUntil('Tab', isThere, key);
}

it('with the keyboard alone: names a problem while typing, keeps the input when the screen is left, and Ctrl+S saves only that', async () => {
  const main = await openPage({
    answers: {
      ...everyScreen(),
      'settings/check': ({ changes }) => ({
        ok: true,
        value: {
          problems: changes.flatMap((change) =>
            change.change === 'set' && change.key === 'pollSeconds' && Number(change.value) < 2
              ? [{ key: 'pollSeconds', item: null, problem: { code: 'too-small' as const, minimum: 2, inclusive: true } }]
              : [],
          ),
        },
      }),
      'settings/save': { ok: true, value: { outcome: 'declined' } },
    },
  });
  await openScreen('settings');
  await goTo('list', 'pollSeconds');
  await press('Control+a');
  await type('1');
  await showsText('[data-key="pollSeconds"]', 'Enter 2 or more.');
  const input = one('[data-key="pollSeconds"] input');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  const problem = input.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '';
  expect(one(`[id="${problem}"]`).innerText).toContain('Enter 2 or more.');
  await type('5');
  await gone('[data-key="pollSeconds"] [role="alert"], [data-key="pollSeconds"][data-wrong]');
  await goTo('policy', 'policy.bindOffline');
  await press('Space');
  await press('Escape');
  await found('[data-testid="desk"]');
  await openScreen('settings');
  await found('[data-key="policy.bindOffline"] input:checked');

  await press('Control+s');
  // The main process asks, and the answer is no: nothing was saved, and the input is kept.
  await showsText('[data-testid="save-bar"]', 'Nothing was saved. Your changes are kept.');
  expect(main.made('settings/save')).toEqual([
    {
      changes: [
        { change: 'set', key: 'policy.bindOffline', value: true },
        { change: 'set', key: 'pollSeconds', value: 15 },
      ],
    },
  ]);
  // Discarded with the keyboard, the fields show the saved values, and the focus is on the topic.
  one('[data-testid="save-bar"] button').focus();
  await press('Enter');
  await hasFocus('[data-topic="policy"]');
  await gone('[data-key="policy.bindOffline"] input:checked');
  await goTo('list', 'pollSeconds');
  expect((one('[data-key="pollSeconds"] input') as HTMLInputElement).value).toBe('30');
  await until('nothing is left to save', () => document.querySelector('[data-testid="save-bar"] button') === null);
});
