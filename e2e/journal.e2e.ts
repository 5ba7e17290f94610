import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { openConfirm } from './one-desk.js';
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

it('a binding survives a power cut after its intent, continues automatically, and the exported journal verifies', async () => {
  const server = await startLiveServer();
  const card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  try {
    const first = await launchStation({ settings: server.settings, roster: server.population.roster });
    await first.page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
    await openConfirm(first.page, example.requestId);
    // The service handles the call, and the power is cut before its answer arrives.
    const processed = new Promise<void>((resolve) => {
      server.faults.onPhase = (phase, { method }) => {
        if (method === 'POST' && phase === 'processed') resolve();
      };
    });
    server.faults.choose = ({ method }) => (method === 'POST' ? { fault: 'hang', processed: true } : { fault: 'none' });
    await first.page.keyboard.press('Enter');
    await processed;
    await first.kill();
    server.faults.choose = () => ({ fault: 'none' });

    const second = await launchStation({ profile: first.profile });
    await second.page.getByTestId('bindings').getByText('Noor van der Velden').waitFor();
    await second.page.getByTestId('bindings').getByText('Bound', { exact: true }).waitFor({ timeout: 30_000 });
    expect(server.posts().map(({ did }) => did)).toEqual(['bound']);
    await second.quit();

    const { file, entries } = await exportedJournal(first.profile);
    expect(entries.map(({ event }) => event)).toEqual(['opened', 'intended', 'submitting', 'opened', 'interrupted', 'found']);
    const python = spawnSync('python3', ['docs/verify_journal.py', file], { encoding: 'utf8' });
    expect(python.stdout).toContain('6 entries, SOUND');
  } finally {
    await closeStations();
    await card.remove();
    await server.close();
  }
});
