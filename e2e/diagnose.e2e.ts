import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { runCommand } from './run-command.js';
import { closeStations, makeProfile } from './station.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd;
let server: LiveServer;
let card: VpcdCard;

beforeAll(async () => {
  pcscd = await startPcscd();
  server = await startLiveServer();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
});
afterEach(closeStations);
afterAll(async () => {
  await card.remove();
  await server.close();
  await pcscd.stop();
});

it('--diagnose reports what works, and binds nothing', async () => {
  const { said, code } = await runCommand(await makeProfile({ settings: server.settings }), '--diagnose');
  expect(said).toMatch(/^Card Desk: \d/m);
  expect(said).toMatch(/^journal: \d+ entries, 0 bindings, 0 not settled; key: file$/m);
  expect(said).toMatch(/^PC\/SC: works, driver \w+, 2 readers$/m);
  expect(said).toContain(`  ${VPCD_READERS[0]}: card ${example.atr}`);
  expect(said).toMatch(/^server: http:\/\/127\.0\.0\.1:\d+\/CertificateManagement\/api\/v1\.0\/: works, 5 profile templates/m);
  expect(code).toBe(0);
  expect(server.posts()).toEqual([]);
});

it('--diagnose names what fails, in JSON as well', async () => {
  const gone = await startLiveServer();
  await gone.close();
  const { said, code } = await runCommand(await makeProfile({ settings: gone.settings }), '--diagnose');
  expect(said).toMatch(/^server: .*: fails at tcp: .*ERR_/m);
  expect(code).toBe(1);
});
