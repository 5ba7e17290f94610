import { describe, expect, it } from 'vitest';
import { onSmallDisk, possible } from './disk.fixture.js';
import { launchStation, refusalAtStart } from './station.js';

describe.skipIf(!possible)('a station whose disk', () => {
  const here = onSmallDisk();

  it('is full when a binding is confirmed sends nothing and says why; with free space it binds', async () => {
    const { server, disk, openAtConfirmStep } = here();
    const { page } = await openAtConfirmStep();
    await disk.fill(0);
    await page.keyboard.press('Enter');
    await page.getByText(/The journal cannot be saved \(database or disk is full\), so nothing was sent/).waitFor();
    expect(server.posts()).toEqual([]);
    await disk.free();
    // Closes the message, and binds the same request again.
    await page.keyboard.press('Enter');
    await page.getByText(/so nothing was sent/).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('outcome').getByText('Bound. Remove the card').waitFor();
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
  });

  it('is full when the answer comes keeps it, says so, and writes it when there is space', async () => {
    const { server, disk, openAtConfirmStep } = here();
    const station = await openAtConfirmStep();
    const { page } = station;
    const filled = new Promise<void>((resolve, reject) => {
      server.faults.onPhase = (phase, { method }) => {
        if (method === 'POST' && phase === 'processed') disk.fill(0).then(resolve, reject);
      };
    });
    server.faults.choose = ({ method }) => (method === 'POST' ? { fault: 'hold', until: filled } : { fault: 'none' });
    await page.keyboard.press('Enter');
    await filled;
    await page
      .getByTestId('warnings')
      .getByText(/cannot be saved now \(database or disk is full\)/)
      .waitFor();
    await disk.free();
    await page.getByTestId('outcome').getByText('Bound. Remove the card').waitFor();
    await page
      .getByTestId('warnings')
      .getByText(/cannot be saved now/)
      .waitFor({ state: 'detached' });
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
    await station.quit();
  });

  it('is full at the start says so and does not open; with free space it opens', async () => {
    const { disk, profile, openAtConfirmStep } = here();
    await (await launchStation({ profile })).quit();
    await disk.fill(0);
    expect(await refusalAtStart(profile, 'The journal cannot be opened')).toContain('full');
    await disk.free();
    await openAtConfirmStep();
  });

  it('is read-only says so and does not open; writable again it opens', async () => {
    const { disk, profile, openAtConfirmStep } = here();
    await (await launchStation({ profile })).quit();
    await disk.setReadOnly(true);
    expect(await refusalAtStart(profile, 'read-only')).toContain(`cannot write to the profile folder ${profile}`);
    await disk.setReadOnly(false);
    await openAtConfirmStep();
  });
});
