import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { gidsApplet, gidsCard, pivApplet, storageCard, unknownCard } from '../electron/training/virtual-applets.js';
import { hasOtherPrograms, startOtherProgram } from '../electron/readers/other-program.fixture.js';
import { VirtualCard, type Applet } from '../electron/training/virtual-card.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations, launchStation } from './station.js';
import { insertCard, VPCD_PORTS, type CardOnWire } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

const YUBIKEY_ATR = '3bf81300008131fe15597562696b657934d4';
const PASS_ATR = '3b6500002063cb6800';

let pcscd: Pcscd | null = null;
let server: LiveServer | null = null;
let folder: string | null = null;

afterEach(async () => {
  await closeStations();
  await pcscd?.stop();
  await server?.close();
  if (folder !== null) await rm(folder, { recursive: true });
  [pcscd, server, folder] = [null, null, null];
});

function withApplet(atr: string, aid: string, selected = ''): VirtualCard {
  const applet: Applet = { aid: Buffer.from(aid, 'hex'), selected: Buffer.from(selected), objects: {} };
  return new VirtualCard({ atr, applets: [applet] });
}

it('shows the name and kind of every card, by its applets first, and what prevents binding, in English and in Dutch', async () => {
  pcscd = await startPcscd();
  server = await startLiveServer();
  // The list that pcsc-tools keeps for its user names cards that the station does not know.
  folder = await mkdtemp(join(tmpdir(), 'atr-list-'));
  await writeFile(join(folder, 'smartcard_list.txt'), '3B 65 00 00 20 63 CB 68 00\n\tBus pass of Exampletown\n');
  const { page } = await launchStation({ settings: server.settings, env: { XDG_CACHE_HOME: folder } });

  const cards: [CardOnWire, string, RegExp][] = [
    [gidsCard(example.rawCardId), 'GIDS card', /Ready to bind/],
    [new VirtualCard({ atr: YUBIKEY_ATR, applets: [pivApplet(example.rawCardId)] }), 'YubiKey 4 (PIV card)', /Ready to bind/],
    [
      new VirtualCard({ atr: '3b00', applets: [gidsApplet('5a'.repeat(16)), pivApplet(example.rawCardId)] }),
      'PIV card',
      /5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a \(GIDS applet\)\. This card has two IDs/,
    ],
    [new VirtualCard({ atr: '3b00', applets: [pivApplet('00'.repeat(16))] }), 'PIV card', /The card’s ID is all zeros or all ones/],
    [withApplet('3b00', 'a0000006472f0001', 'U2F_V2'), 'FIDO security key', /This is a FIDO security key/],
    [withApplet('3b00', 'a000000116db00'), 'Common Access Card', /This Common Access Card has no PIV application/],
    [storageCard('04a1b2c3'), 'MIFARE Classic 1K (storage card)', /This is a storage card\. Its number can be copied/],
    [unknownCard(PASS_ATR), 'Bus pass of Exampletown', /cannot read an ID from this card/],
    [unknownCard('3b6400ff80318073'), 'unknown card type', /cannot read an ID from this card/],
  ];
  const reader = page.getByTestId('reader').first();
  for (const [card, known, words] of cards) {
    const inserted = await insertCard(VPCD_PORTS[0], card);
    await reader.getByText(words).waitFor();
    await expect.poll(() => reader.getByTestId('card-known').textContent()).toBe(known);
    await inserted.remove();
    await reader.and(page.locator('[data-state="empty"]')).waitFor();
  }

  if (hasOtherPrograms) {
    const other = startOtherProgram({ does: 'transactions', forMs: 4_000, restMs: 0 });
    const inserted = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    await reader.getByText('The card is in use').waitFor();
    await reader.getByText(/Another program is using this card\. Leave the card in place/).waitFor();
    await other.stop();
    await reader.getByText('Ready to bind').waitFor();
    await inserted.remove();
    await reader.and(page.locator('[data-state="empty"]')).waitFor();
  }

  await page.evaluate(`window.station.call('station/setPreferences', { language: 'nl', theme: 'dark' })`);
  await insertCard(VPCD_PORTS[0], storageCard('04a1b2c3'));
  await reader.getByText('MIFARE Classic 1K (geheugenkaart)').waitFor();
});
