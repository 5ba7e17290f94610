import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { example, startLiveServer } from './live-server.js';

let pcscd: Pcscd;
beforeAll(async () => {
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
afterEach(closeStations);

it('offline: binds from the stored list, keeps the queue over a restart, withdraws one binding, and sends the other once when the server is back', async () => {
  const server = await startLiveServer();
  const cutOff = { fault: 'drop', processed: false } as const;
  const card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  const other = await insertCard(VPCD_PORTS[1], gidsCard('ffeeddccbbaa99887766554433221100'));
  const settings = { ...server.settings, policy: { bindOffline: true } };
  try {
    const first = await launchStation({ settings, roster: server.population.roster });
    await first.page.locator('[data-testid="connection"][data-state="up"]').waitFor();
    await first.page.locator('.request-row').first().waitFor();
    server.faults.choose = () => cutOff;
    await first.page.locator('[data-testid="connection"][data-state="down"]').waitFor();
    await first.kill();

    // Started without a network: the list is the stored one.
    const second = await launchStation({ profile: first.profile });
    const { page } = second;
    const outcome = page.locator('[data-testid="outcome"][data-state="waiting"]');
    for (const rawId of [example.cardId, 'ccddeeff-aabb-8899-7766-554433221100']) {
      await page.getByTestId('readers').getByText(rawId).waitFor();
      await page.keyboard.press('Escape');
      if (rawId === example.cardId) await page.keyboard.type(example.requestId);
      else await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').locator('.other-card').filter({ hasText: rawId }).getByRole('button').click();
      await page.keyboard.press('Enter');
      await outcome.getByText('The server cannot be reached. The binding is kept').waitFor();
    }
    await outcome.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByLabel('Reason, for the journal').fill('Wrong person at the desk');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="withdrawn"]').getByText('Wrong person at the desk').waitFor();
    await second.kill();
    expect(server.posts()).toEqual([]);

    server.faults.choose = () => ({ fault: 'none' });
    const third = await launchStation({ profile: first.profile });
    await third.page.getByTestId('bindings').getByText('Bound', { exact: true }).waitFor({ timeout: 30_000 });
    expect(server.posts().map(({ did, body }) => [did, (JSON.parse(body) as { cardid: string }).cardid])).toEqual([
      ['bound', example.cardId],
    ]);
  } finally {
    await closeStations();
    await Promise.all([card.remove(), other.remove()]);
    await server.close();
  }
});
