import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';
import type { Identification } from '../../shared/cards.js';
import { GIDS_ATR, gidsApplet, pivApplet } from '../training/virtual-applets.js';
import { VirtualCard } from '../training/virtual-card.js';
import { bundleReaderHost, forkHost } from './host-bundle.fixture.js';
import { HostedDriver } from './hosted-driver.js';
import { hasOtherPrograms, startOtherProgram, type Misuse, type OtherProgram } from './other-program.fixture.js';
import { Recorder } from './recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from './watcher.js';

/**
 * A second process at the card, on a real PC/SC service, as certificate propagation, Plug and Play and middleware are on
 * Windows. `OTHER_PROGRAM_ROUNDS` says how many times each case is tried; the cases come in turn.
 */

const [READER] = VPCD_READERS;
const [PORT] = VPCD_PORTS;
const ROUNDS = Number(process.env['OTHER_PROGRAM_ROUNDS'] ?? '1');
const READY_WITHIN_MS = 3_000;
const TOLD_WITHIN_MS = 8_000;

let bundle: Awaited<ReturnType<typeof bundleReaderHost>>;
let pcscd: Pcscd;
let watcher: ReaderWatcher;
let told: Recorder<WatcherEvent>;
let card: VpcdCard | null = null;
let other: OtherProgram | null = null;

beforeAll(async () => {
  bundle = await bundleReaderHost('reader-host-other-program-test');
});
afterAll(async () => {
  await bundle.remove();
});
afterEach(async () => {
  await other?.stop();
  await watcher.stop();
  await card?.remove();
  await pcscd.stop();
  [card, other] = [null, null];
});

const identification = (): Identification | null => {
  const state = watcher.readers().find(({ readerId }) => readerId === READER)?.state;
  return state?.state === 'card' ? state.identification : null;
};
const isReady = (): boolean => identification()?.state === 'identified';
const isInUse = (): boolean => {
  const now = identification();
  return now?.state === 'unidentified' && now.problem.code === 'in-use';
};
/** Every id that was told of a card. */
const idsTold = (): string[] =>
  told.all.flatMap((event) => (event.name === 'cards/identified' && event.payload.identification.state === 'identified' ? [event.payload.identification.cardId.raw] : []));

describe.skipIf(!hasOtherPrograms).each(['pcsclite', 'smartcard'] as const)('with %s and another program at the card', (driver) => {
  beforeEach(async () => {
    pcscd = await startPcscd();
    watcher = new ReaderWatcher({ source: new HostedDriver({ spawn: () => forkHost(bundle.script), drivers: [driver] }) });
    told = new Recorder<WatcherEvent>();
    watcher.start(told.listener);
    await told.until(() => watcher.readers().length === 2);
  });

  /** Puts a card in under another program, and says how long after its end the card is ready, ms. */
  async function readyAfter(misuse: Misuse, raw: string, applet = gidsApplet(raw)): Promise<number> {
    other = startOtherProgram(misuse);
    card = await insertCard(PORT, new VirtualCard({ atr: GIDS_ATR, applets: [applet] }));
    await other.atWork;
    await told.until(() => isReady() || isInUse(), TOLD_WITHIN_MS);
    await other.stop();
    other = null;
    const stopped = performance.now();
    await told.until(isReady, READY_WITHIN_MS);
    const took = performance.now() - stopped;
    expect(new Set(idsTold().slice(-1))).toEqual(new Set([raw]));
    await card.remove();
    card = null;
    await told.until(() => identification() === null);
    return took;
  }

  it(
    'says that another program uses the card, and is ready within 3 s after it is done',
    async () => {
      const cases: Misuse[] = [
        ...[200, 500, 1_000, 2_000, 4_000, 6_000].map((forMs) => ({ does: 'transactions' as const, forMs, restMs: 0 })),
        { does: 'resets', everyMs: 0 },
        { does: 'opensc-tool' },
      ];
      for (let round = 0; round < ROUNDS; round++) {
        for (const misuse of cases) {
          const took = await readyAfter(misuse, randomBytes(16).toString('hex'));
          if (ROUNDS > 1) process.stdout.write(`${driver} ${JSON.stringify(misuse)}: ready after ${took.toFixed(0)} ms\n`);
        }
      }
    },
    ROUNDS * 90_000,
  );

  it('says so during a long transaction, without a word more, and reads the card when it ends', async () => {
    const raw = randomBytes(16).toString('hex');
    other = startOtherProgram({ does: 'transactions', forMs: 5_000, restMs: 10_000 });
    card = await insertCard(PORT, new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(raw)] }));
    await other.atWork;
    await told.until(isInUse, 3_000);
    await told.until(isReady, 5_000 + READY_WITHIN_MS);
    expect(told.all.filter(({ name }) => name === 'cards/identified')).toHaveLength(2);
    expect(idsTold()).toEqual([raw]);
  });

  it('never tells another id than the card has, while commands of another program come between', async () => {
    const raw = randomBytes(16).toString('hex');
    for (const quirk of ['none', 't0'] as const) {
      other = startOtherProgram({ does: 'commands' });
      const from = idsTold().length;
      card = await insertCard(PORT, new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(raw, 400), gidsApplet(raw.replace(/^../, '00'))], behaves: { quirk } }));
      await other.atWork;
      await told.until(() => identification() !== null && identification()?.state !== 'identifying', TOLD_WITHIN_MS);
      await other.stop();
      await told.until(isReady, READY_WITHIN_MS);
      expect([...new Set(idsTold().slice(from))]).toEqual([raw]);
      await card.remove();
      await told.until(() => identification() === null);
    }
  });
});
