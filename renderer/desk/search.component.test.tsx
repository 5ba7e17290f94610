import { expect, it } from 'vitest';
import { found, press, showsText, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

it('shows approximate matches for a typing error, says so, and selects none until an arrow key is pressed', async () => {
  await openPage();
  await found('.request-row');
  await type('Obrehauser');
  await showsText('[data-testid="requests-count"]', 'No exact match for “Obrehauser”');
  await press('Enter');
  expect(document.querySelector('[data-testid="confirm"]')).toBeNull();
  await press('ArrowDown');
  await press('Enter');
  await showsText('[data-testid="confirm"]', 'Oberhauser');
});
