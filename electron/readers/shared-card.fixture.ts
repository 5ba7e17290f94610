import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';
import type { Identification } from '../../shared/cards.js';
import { GIDS_ATR, gidsApplet, pivApplet } from '../training/virtual-applets.js';
import { VirtualCard } from '../training/virtual-card.js';
import { bundleReaderHost, forkHost } from './host-bundle.fixture.js';
import { HostedDriver } from './hosted-driver.js';
import { startOtherProgram, type Misuse, type OtherProgram } from './other-program.fixture.js';
import { Recorder } from './recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from './watcher.js';

/** A second process using the card, on a real PC/SC service, like certificate propagation, Plug and Play and middleware on Windows. */

const [READER] = VPCD_READERS;
const [PORT] = VPCD_PORTS;
/** A generous limit for busy machines, ms. */
const TOLD_WITHIN_MS = 30_000;

/** Helpers for one driver's tests with another program. */
interface SharedCardTests {
  readonly told: () => Recorder<WatcherEvent>;
  readonly isReady: () => boolean;
  readonly isInUse: () => boolean;
  readonly idsTold: () => string[];
  /** Inserts a card that another program uses. */
  readonly shared: (misuse: Misuse, inReader: VirtualCard) => Promise<void>;
  /** Inserts a card under another program, and returns how long after its end the card is ready, ms; fails beyond the limit. */
  readonly readyAfter: (misuse: Misuse, raw: string, readyWithinMs: number) => Promise<number>;
  /** Mixes another program's commands with the station's, on cards with these quirks. */
  readonly commandsBetween: (quirks: readonly ('none' | 't0')[]) => Promise<void>;
}

/** Registers setup and teardown: a PC/SC service, and a watcher for each test. */
export function sharedCardTests(driver: 'pcsclite' | 'smartcard'): SharedCardTests {
  let bundle: Awaited<ReturnType<typeof bundleReaderHost>>;
  let pcscd: Pcscd;
  let watcher: ReaderWatcher;
  let told: Recorder<WatcherEvent>;
  let card: VpcdCard | null = null;
  let other: OtherProgram | null = null;

  beforeAll(async () => {
    bundle = await bundleReaderHost(`reader-host-other-program-${driver}-test`);
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
  /** Every reported id of a card. */
  const idsTold = (): string[] =>
    told.all.flatMap((event) =>
      event.name === 'cards/identified' && event.payload.identification.state === 'identified'
        ? [event.payload.identification.cardId.raw]
        : [],
    );
  beforeEach(async () => {
    pcscd = await startPcscd();
    watcher = new ReaderWatcher({ source: new HostedDriver({ spawn: () => forkHost(bundle.script), drivers: [driver] }) });
    told = new Recorder<WatcherEvent>();
    watcher.start(told.listener);
    await told.until(() => watcher.readers().length === 2);
  });

  /** Inserts a card under another program, and returns how long after its end the card is ready, ms; fails beyond the limit. */
  async function readyAfter(misuse: Misuse, raw: string, readyWithinMs: number): Promise<number> {
    other = startOtherProgram(misuse);
    card = await insertCard(PORT, new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw)] }));
    await other.atWork;
    await told.until(() => isReady() || isInUse(), TOLD_WITHIN_MS);
    await other.stop();
    other = null;
    const stopped = performance.now();
    await told.until(isReady, readyWithinMs);
    const took = performance.now() - stopped;
    expect(new Set(idsTold().slice(-1))).toEqual(new Set([raw]));
    await card.remove();
    card = null;
    await told.until(() => identification() === null);
    return took;
  }

  async function commandsBetween(quirks: readonly ('none' | 't0')[]): Promise<void> {
    const raw = randomBytes(16).toString('hex');
    for (const quirk of quirks) {
      other = startOtherProgram({ does: 'commands' });
      const from = idsTold().length;
      card = await insertCard(
        PORT,
        new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(raw, 400), gidsApplet(raw.replace(/^../, '00'))], behaves: { quirk } }),
      );
      await other.atWork;
      await told.until(() => identification() !== null && identification()?.state !== 'identifying', TOLD_WITHIN_MS);
      await other.stop();
      await told.until(isReady, TOLD_WITHIN_MS);
      expect([...new Set(idsTold().slice(from))]).toEqual([raw]);
      await card.remove();
      await told.until(() => identification() === null);
    }
  }

  async function shared(misuse: Misuse, inReader: VirtualCard): Promise<void> {
    other = startOtherProgram(misuse);
    card = await insertCard(PORT, inReader);
    await other.atWork;
  }

  return { told: () => told, isReady, isInUse, idsTold, shared, readyAfter, commandsBetween };
}
