import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS } from '../../e2e/vpcd.js';
import { isPeerInstalled, listedAtrs } from '../../shared/atr/atr-analysis.fixture.js';
import { parseAtr } from '../../shared/atr/parse.js';
import { fromHex } from '../pcsc/driver.js';
import { bundleReaderHost, forkHost } from '../readers/host-bundle.fixture.js';
import { HostedDriver } from '../readers/hosted-driver.js';
import { endsOfReadings } from '../readers/readings.fixture.js';
import { Recorder } from '../readers/recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from '../readers/watcher.js';

/** Number of ATRs from the public list, spread evenly over the possible ones. */
const SAMPLE = 50;
const LIMIT_MS = 20_000;
const [READER] = VPCD_READERS;
const [PORT] = VPCD_PORTS;
const run = promisify(execFile);

let host: Awaited<ReturnType<typeof bundleReaderHost>>;
let pcscd: Pcscd;
beforeAll(async () => {
  host = await bundleReaderHost('reader-host-atr-test');
  pcscd = await startPcscd();
});
afterAll(async () => {
  await pcscd.stop();
  await host.remove();
});

it.skipIf(!existsSync('/usr/bin/opensc-tool') || !isPeerInstalled)(
  `the station shows the ATR that opensc-tool -a prints, for ${String(SAMPLE)} ATRs of the public list`,
  { timeout: 600_000 },
  async () => {
    const sound = [...new Set(listedAtrs())].filter((atr) => parseAtr(atr).findings.length === 0);
    const sample = Array.from({ length: SAMPLE }, (_, index) => sound[Math.floor((index * sound.length) / SAMPLE)] ?? '');
    const driver = new HostedDriver({ spawn: () => forkHost(host.script) });
    const readingsEnded = endsOfReadings(driver);
    const watcher = new ReaderWatcher({ source: driver });
    const told = new Recorder<WatcherEvent>();
    watcher.start(told.listener);
    try {
      for (const atr of sample) {
        const from = told.all.length;
        const card = await insertCard(PORT, {
          atr: fromHex(atr),
          reset: () => undefined,
          answer: () => ({ does: 'answer', response: fromHex('6d00'), afterMs: 0 }),
        });
        await told.told({ name: 'cards/identified' }, { from, limitMs: LIMIT_MS });
        await readingsEnded();
        const reader = watcher.readers().find(({ readerId }) => readerId === READER);
        const { stdout } = await run('opensc-tool', ['--reader', '0', '--atr'], { timeout: LIMIT_MS });
        expect(reader?.state).toMatchObject({ state: 'card', atr: stdout.trim().replaceAll(':', '').toLowerCase() });
        expect(reader?.state).toMatchObject({ atr });
        await card.remove();
        await told.told({ name: 'cards/removed' }, { from, limitMs: LIMIT_MS });
      }
    } finally {
      await watcher.stop();
    }
  },
);
