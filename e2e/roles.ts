import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { closeStations } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

/** Each test has its own server, and the example's card in the reader. */
let pcscd: Pcscd;
export let server: LiveServer;
let card: VpcdCard;
/** Registers the desk for every test of a file. */
export function onRolesDesk(): void {
  beforeAll(async () => {
    pcscd = await startPcscd();
  });
  afterAll(() => pcscd.stop());
  beforeEach(async () => {
    server = await startLiveServer();
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  });
  afterEach(async () => {
    await closeStations();
    await card.remove();
    await server.close();
  });
}

/** Returns the label that shows a role and its origin. */
export const role = (page: Page, name: string, source: string) =>
  page.locator(`[data-testid="role"][data-role="${name}"][data-source="${source}"]`);
