import { afterEach, expect, it } from 'vitest';
import { gidsCard, pivApplet } from '../electron/training/virtual-applets.js';
import { VirtualCard } from '../electron/training/virtual-card.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

const YUBIKEY_ATR = '3bf81300008131fe15597562696b657934d4';

let pcscd: Pcscd | null = null;
let server: LiveServer | null = null;

afterEach(async () => {
  await closeStations();
  await pcscd?.stop();
  await server?.close();
  [pcscd, server] = [null, null];
});

it('warns beside person and card about a kind that the administrator does not expect for the profile template', async () => {
  pcscd = await startPcscd();
  server = await startLiveServer();
  const { page } = await launchStation({
    settings: { ...server.settings, cards: { expectedKinds: { 'Smart Card Logon': ['gids', 'cac'] } } },
  });
  await page.locator('.request-row').first().waitFor();
  const piv = await insertCard(VPCD_PORTS[0], new VirtualCard({ atr: YUBIKEY_ATR, applets: [pivApplet(example.rawCardId)] }));
  const reader = page.getByTestId('reader').first();
  await reader.getByText('Ready to bind').waitFor();
  // Slowly, as by hand: a fast burst with Enter would be a scan.
  await page.keyboard.type(example.requestId.slice(0, 8), { delay: 60 });
  await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('Enter', { delay: 60 });
  const warning = page.getByTestId('unexpected-kind');
  await warning.getByText('Expected for Smart Card Logon: GIDS card or Common Access Card. This card: PIV card.').waitFor();
  await page.keyboard.press('Escape');
  await piv.remove();
  await reader.and(page.locator('[data-state="empty"]')).waitFor();
  const gids = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  await reader.getByText('Ready to bind').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  expect(await warning.count()).toBe(0);

  // An unreadable card is described the same way inside and outside the dialog.
  await page.keyboard.press('Escape');
  await gids.remove();
  await reader.and(page.locator('[data-state="empty"]')).waitFor();
  await insertCard(VPCD_PORTS[0], gidsCard('ff'.repeat(16)));
  await reader.getByText('This card cannot be bound').waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByTestId('confirm-why-not')
    .getByText(/The card’s ID is all zeros/)
    .waitFor();
});
