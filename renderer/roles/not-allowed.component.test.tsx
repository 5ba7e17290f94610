import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { en } from '../i18n/en.js';
import { nl } from '../i18n/nl.js';
import { prefer } from '../testing/axe.fixture.js';
import { readerWith } from '../testing/example.fixture.js';
import { found, gone, openScreen, press, showsText } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { everyScreen } from '../testing/screens.fixture.js';

it.each([
  ['en', en],
  ['nl', nl],
] as const)('shows a viewer in %s why they cannot bind, and which screens they can only view', async (language, words) => {
  const main = await openPage({
    state: { role: { role: 'viewer', source: 'otherwise', asOf: null }, readers: [readerWith(1)] },
    answers: everyScreen(),
  });
  await prefer(main, { language });
  await showsText('[data-testid="role"][data-role="viewer"][data-source="otherwise"]', words.roles.name.viewer);
  await found('[data-testid="readers"] .card-state.good');
  await press('ArrowDown');
  await press('Enter');
  const why = words.roles.barred.replace('{{role}}', words.roles.name.viewer).replace('{{needs}}', words.roles.name.operator);
  await showsText('[data-testid="confirm"]', why);
  await expect.element(page.getByRole('button', { name: words.confirm.yes, exact: true })).toBeDisabled();
  await press('Enter');
  await found('[data-testid="confirm"]');
  expect(main.made('bindings/confirm')).toEqual([]);
  await press('Escape');
  await gone('[data-testid="confirm"]');
  for (const screen of ['history', 'diagnostics', 'settings'] as const) {
    await openScreen(screen);
    await found(`[data-testid="${screen}"] [data-testid="barred"]`);
  }
});
