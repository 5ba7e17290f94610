import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type CardOnWire, type VpcdCard } from '../../e2e/vpcd.js';
import type { CardId } from '../../shared/cards.js';
import { fromHex, toHex } from '../pcsc/driver.js';
import { bundleReaderHost, forkHost } from '../readers/host-bundle.fixture.js';
import { HostedDriver } from '../readers/hosted-driver.js';
import { endsOfReadings } from '../readers/readings.fixture.js';
import { Recorder } from '../readers/recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from '../readers/watcher.js';
import { gidsApplet, GIDS_ATR, pivApplet } from '../training/virtual-applets.js';
import { VirtualCard, type Quirk } from '../training/virtual-card.js';
import { recorded } from './replay.fixture.js';

/** Compares the id that the station reads through pcscd with those that other programs read. */

const [READER] = VPCD_READERS;
const [PORT] = VPCD_PORTS;
const PIV_ATR = recorded.piv.atr;
/** T=0 only, as in `card-t0-strict.txt`; the second has PIV in its historical bytes. */
const GIDS_T0_ATR = '3b0d80fba000000397425446590201';
const PIV_T0_ATR = '3b0b80f9a00000030800001000';
/** An issuer's signature that makes the CHUID longer than one response (NIST SP 800-73-4 part 1 table 9). */
const SIGNATURE = 900;
const LONG_ANSWER_MS = 20_000;

const run = promisify(execFile);
let host: Awaited<ReturnType<typeof bundleReaderHost>>;
let pcscd: Pcscd;
let watcher: ReaderWatcher;
let readingsEnded: () => Promise<void>;
let told: Recorder<WatcherEvent>;
const cards: VpcdCard[] = [];

/** Registers setup and teardown: a PC/SC service, and a watcher for each test. */
function withService(): void {
  beforeAll(async () => {
    host = await bundleReaderHost('reader-host-programs-test');
    pcscd = await startPcscd();
  });
  afterAll(async () => {
    await pcscd.stop();
    await host.remove();
  });
  beforeEach(() => {
    const driver = new HostedDriver({ spawn: () => forkHost(host.script) });
    readingsEnded = endsOfReadings(driver);
    watcher = new ReaderWatcher({ source: driver });
    told = new Recorder<WatcherEvent>();
    watcher.start(told.listener);
  });
  afterEach(async () => {
    await watcher.stop();
    await Promise.all(cards.splice(0).map((card) => card.remove()));
  });
}

/** Inserts a card and returns the station's id, after the card is released. */
async function readByStation(card: CardOnWire): Promise<CardId> {
  cards.push(await insertCard(PORT, card));
  await told.told({ name: 'cards/identified' }, { limitMs: LONG_ANSWER_MS });
  await readingsEnded();
  const [reader] = watcher.readers().filter(({ readerId }) => readerId === READER);
  if (reader?.state.state !== 'card' || reader.state.identification.state !== 'identified') {
    throw new Error(`Not identified: ${JSON.stringify(reader)}`);
  }
  return reader.state.identification.cardId;
}

/** `opensc-tool --serial` and `piv-tool --serial` print bytes in hex, then as characters. */
function serialOf(stdout: string): string {
  return /^((?:[0-9A-F]{2} ){16})/m.exec(stdout)?.[1]?.replaceAll(' ', '').toLowerCase() ?? `no serial in: ${stdout}`;
}

/** `yubico-piv-tool -a status` prints the CHUID in hex; its tag 34 is the 16-byte GUID (SP 800-73-4 part 1 table 9). */
function guidOf(stdout: string): string {
  return /^CHUID:\s+[0-9a-f]*?3410([0-9a-f]{32})3508/m.exec(stdout)?.[1] ?? `no CHUID in: ${stdout}`;
}

const opensc = { command: 'opensc-tool', args: ['--reader', '0', '--serial'], idOf: serialOf };
const openscGids = { command: 'opensc-tool', args: ['--reader', '0', '--card-driver', 'gids', '--serial'], idOf: serialOf };
const pivTool = { command: 'piv-tool', args: ['--reader', '0', '--serial'], idOf: serialOf };
const yubico = { command: 'yubico-piv-tool', args: ['-r', READER, '-a', 'status'], idOf: guidOf };

const none: Quirk = { quirk: 'none' };
const gids = (raw: string, behaves: Quirk = none): VirtualCard => new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw)], behaves });
const piv = (raw: string, signature = 0, behaves: Quirk = none): VirtualCard =>
  new VirtualCard({ atr: PIV_ATR, applets: [pivApplet(raw, signature)], behaves });

/** A card that other programs read too. */
interface Comparison {
  readonly program: { readonly command: string; readonly args: readonly string[]; readonly idOf: (stdout: string) => string };
  readonly what: string;
  readonly source: CardId['source'];
  readonly make: (raw: string) => CardOnWire;
}

export const comparisons: readonly Comparison[] = [
  { program: opensc, what: 'a GIDS card', source: 'gids', make: gids },
  { program: opensc, what: 'a GIDS card that keeps answers back', source: 'gids', make: (raw: string) => gids(raw, { quirk: 't0' }) },
  {
    program: opensc,
    what: 'a GIDS card that wants exact lengths',
    source: 'gids',
    make: (raw: string) => gids(raw, { quirk: 'wants-exact-length' }),
  },
  { program: opensc, what: 'a PIV card', source: 'piv', make: (raw: string) => piv(raw) },
  { program: opensc, what: 'a PIV card with a long CHUID', source: 'piv', make: (raw: string) => piv(raw, SIGNATURE) },
  { program: pivTool, what: 'a PIV card', source: 'piv', make: (raw: string) => piv(raw) },
  { program: pivTool, what: 'a PIV card with a long CHUID', source: 'piv', make: (raw: string) => piv(raw, SIGNATURE) },
  { program: yubico, what: 'a PIV card', source: 'piv', make: (raw: string) => piv(raw) },
  { program: yubico, what: 'a PIV card with a long CHUID', source: 'piv', make: (raw: string) => piv(raw, SIGNATURE) },
  ...['0301', '0101', '0202', '0401', '0200', '0102'].map((version): Comparison => ({
    program: opensc,
    what: `a GIDS card of version ${version}`,
    source: 'gids',
    make: (raw: string) => new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw, version)] }),
  })),
  ...(['t0', 't0-strict', 't0-names-length'] as const).flatMap((quirk): Comparison[] => [
    {
      program: opensc,
      what: `a GIDS card with T=0 that answers as "${quirk}"`,
      source: 'gids',
      make: (raw: string) => new VirtualCard({ atr: GIDS_T0_ATR, applets: [gidsApplet(raw, '0301')], behaves: { quirk } }),
    },
    {
      program: pivTool,
      what: `a PIV card with T=0 that answers as "${quirk}"`,
      source: 'piv',
      make: (raw: string) => new VirtualCard({ atr: PIV_T0_ATR, applets: [pivApplet(raw, 300)], behaves: { quirk } }),
    },
  ]),
  {
    program: pivTool,
    what: 'a card with both applets',
    source: 'piv',
    make: (raw: string) => new VirtualCard({ atr: PIV_ATR, applets: [gidsApplet('5a'.repeat(16)), pivApplet(raw)] }),
  },
  {
    program: pivTool,
    what: 'a card with a blank GIDS applet',
    source: 'piv',
    make: (raw: string) => new VirtualCard({ atr: PIV_ATR, applets: [gidsApplet('00'.repeat(16)), pivApplet(raw)] }),
  },
  {
    program: openscGids,
    what: 'a card with a blank PIV applet',
    source: 'gids',
    make: (raw: string) => new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet('00'.repeat(16)), gidsApplet(raw)] }),
  },
  {
    program: openscGids,
    what: 'a card with a PIV applet without a GUID',
    source: 'gids',
    make: (raw: string) => new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(null), gidsApplet(raw)] }),
  },
  {
    program: pivTool,
    what: 'a PIV card with a signed CHUID on a slow link',
    source: 'piv',
    make: (raw: string) => piv(raw, 2_500, { quirk: 'slow', ms: 200 }),
  },
  {
    program: opensc,
    what: 'a PIV card that keeps answers back',
    source: 'piv',
    make: (raw: string) => piv(raw, SIGNATURE, { quirk: 't0' }),
  },
];

/** Registers the comparisons of some cards. */
export function compare(some: readonly Comparison[]): void {
  withService();
  describe.each(some)('$program.command and the station', ({ program: { command, args, idOf }, what, source, make }) => {
    const isInstalled = existsSync(`/usr/bin/${command}`);
    it.skipIf(!isInstalled)(`read the same id from ${what}`, async () => {
      const raw = randomBytes(16).toString('hex');
      const cardId = await readByStation(make(raw));
      expect(cardId).toMatchObject({ source, raw });
      const { stdout } = await run(command, [...args], { timeout: LONG_ANSWER_MS });
      expect(idOf(stdout)).toBe(cardId.raw);
    });
  });

  describe('the exchanges recorded from real applets', () => {
    it.each([
      ['gids', recorded.gids],
      ['piv', recorded.piv],
    ] as const)('give the id of the real %s card through all layers', async (source, { atr, raw, windowsGuid, exchanges }) => {
      const answers = new Map<string, string>(exchanges.flatMap(({ c, r }) => [[c, r] as const, [`${c}00`, r] as const]));
      const cardId = await readByStation({
        atr: fromHex(atr),
        reset: () => undefined,
        answer: (command) => ({ does: 'answer', response: fromHex(answers.get(toHex(command)) ?? '6d00'), afterMs: 0 }),
      });
      expect(cardId).toEqual({ text: windowsGuid, raw, byteOrder: 'windows-guid', source });
    });
  });
}
