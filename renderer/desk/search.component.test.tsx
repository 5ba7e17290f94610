import { expect, it } from 'vitest';
import { found, press, says, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

it('shows what comes close to a slip of the fingers and says so; nothing is chosen before the arrow keys do', async () => {
  await openPage();
  await found('.request-row');
  await type('Obrehauser');
  await says('[data-testid="requests-count"]', 'Nothing is spelled “Obrehauser”');
  await press('Enter');
  expect(document.querySelector('[data-testid="confirm"]')).toBeNull();
  await press('ArrowDown');
  await press('Enter');
  await says('[data-testid="confirm"]', 'Oberhauser');
});
