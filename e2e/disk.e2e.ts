import { describe, expect, it } from 'vitest';
import { onSmallDisk, possible } from './disk.fixture.js';

describe.skipIf(!possible)('the station whose disk', () => {
  const here = onSmallDisk();

  it('is full when a binding is confirmed sends nothing and says why; with room again it binds', async () => {
    const { server, disk, openAtConfirmStep } = here();
    const { page } = await openAtConfirmStep();
    await disk.fill(0);
    await page.keyboard.press('Enter');
    await page.getByText(/The journal cannot be written \(database or disk is full\), so nothing was sent/).waitFor();
    expect(server.posts()).toEqual([]);
    await disk.free();
    // Understood; the same request again; bind.
    await page.keyboard.press('Enter');
    await page.getByText(/so nothing was sent/).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('outcome').getByText('Bound. Take the card out').waitFor();
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
  });
});
