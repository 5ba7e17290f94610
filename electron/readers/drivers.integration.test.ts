import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DriverName } from '../../shared/readers.js';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';
import type { CardId } from '../../shared/cards.js';
import { defaultCardPolicy } from '../cards/card-policy.js';
import { GIDS_ATR, gidsCard, unknownCard } from '../training/virtual-applets.js';
import type { VirtualCard } from '../training/virtual-card.js';
import type { CardSource } from './card-source.js';
import { bundleReaderHost, forkHost } from './host-bundle.fixture.js';
import { HostedDriver } from './hosted-driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { Recorder } from './recorder.fixture.js';

/** Tests what every driver must do, on a real PC/SC service with virtual cards in virtual slots. */

const [READER, OTHER_READER] = VPCD_READERS;
const [PORT, OTHER_PORT] = VPCD_PORTS;
const CARD_ID = '3ff188bcba833740826246eba1291c6e';
const OTHER_ATR = '3b6500002063cb6800';

let host: Awaited<ReturnType<typeof bundleReaderHost>>;
let children: ReturnType<typeof forkHost>[] = [];
const spawn = () => {
  const child = forkHost(host.script);
  children.push(child);
  return child;
};
/** Reads the card in a reader. */
const read = (source: CardSource, reader: string, known: CardId | null = null) =>
  source.read({ reader, atr: GIDS_ATR, known, isRetry: false, policy: defaultCardPolicy }, new AbortController().signal);

/** Both run in a host, as in the station: pcsclite releases its resources only with its process. */
const drivers: { name: DriverName; make: () => CardSource }[] = [
  { name: 'pcsclite', make: () => new HostedDriver({ spawn, drivers: ['pcsclite'] }) },
  { name: 'smartcard', make: () => new HostedDriver({ spawn, drivers: ['smartcard'] }) },
];

let pcscd: Pcscd | null = null;
const cards: VpcdCard[] = [];
const running: CardSource[] = [];

async function put(port: number, card: VirtualCard): Promise<VpcdCard> {
  const inserted = await insertCard(port, card);
  cards.push(inserted);
  return inserted;
}

beforeAll(async () => {
  host = await bundleReaderHost('reader-host-drivers-test');
});
afterAll(async () => {
  await host.remove();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((driver) => driver.stop()));
  await Promise.all(cards.splice(0).map((card) => card.remove()));
  await pcscd?.stop();
  pcscd = null;
  // A stopped or lost host is gone for good.
  for (const { child } of children) expect(child.exitCode ?? child.signalCode).not.toBeNull();
  children = [];
});

describe.each(drivers)('$name', ({ make }) => {
  let told: Recorder;

  function start(): CardSource {
    const driver = make();
    running.push(driver);
    told = new Recorder();
    driver.start(told.listener);
    return driver;
  }

  describe('with a service', () => {
    let driver: CardSource;

    beforeEach(async () => {
      pcscd = await startPcscd();
    });

    it('reports the present readers and cards first', async () => {
      const card = await put(PORT, gidsCard(CARD_ID));
      await card.noticed;
      start();
      await told.told({ type: 'card-inserted', reader: READER, atr: GIDS_ATR });
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      expect(told.all[0]?.type).toBe('service-up');
      expect(told.all.filter(({ type }) => type === 'reader-added')).toHaveLength(2);
    });

    it('reports an inserted card with its ATR, and its removal', async () => {
      start();
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      const card = await put(OTHER_PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: OTHER_READER, atr: GIDS_ATR });
      await card.remove();
      await told.told({ type: 'card-removed', reader: OTHER_READER });
      expect(told.all.filter((event) => 'reader' in event && event.reader === READER)).toHaveLength(1);
    });

    it('reports a swap between two polls once the card is released', async () => {
      driver = start();
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      const card = await put(PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: READER });
      const from = told.all.length;
      await card.snatch();
      await put(PORT, unknownCard(OTHER_ATR));
      // The present card is read, even if the service still reports the earlier one.
      expect(await read(driver, READER).identification).toMatchObject({ problem: { code: 'unknown-applet' } });
      await told.told({ type: 'card-inserted', reader: READER, atr: OTHER_ATR }, { from });
      expect(told.all.slice(from).map(({ type }) => type)).toEqual(['card-removed', 'card-inserted']);
    });

    it('reports a card that does not answer its reset as mute', async () => {
      start();
      const card = await put(PORT, gidsCard(CARD_ID, { quirk: 'mute' }));
      await told.told({ type: 'card-mute', reader: READER });
      await card.remove();
      await told.told({ type: 'card-removed', reader: READER });
    });

    it('leaves a card alone when polling', async () => {
      start();
      const card = await put(PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: READER });
      const other = await put(OTHER_PORT, unknownCard());
      await told.told({ type: 'card-inserted', reader: OTHER_READER });
      expect(card.commands).toBe(0);
      expect(other.commands).toBe(0);
    });

    it('reads a real card id repeatedly, and is not woken by its own reset', async () => {
      driver = start();
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      await put(PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: READER });
      const from = told.all.length;
      let known: CardId | null = null;
      for (let time = 0; time < 5; time++) {
        const { identification, ended } = read(driver, READER, known);
        known = { text: 'bc88f13f-83ba-4037-8262-46eba1291c6e', raw: CARD_ID, byteOrder: 'windows-guid', source: 'gids' };
        expect(await identification).toEqual({ state: 'identified', cardId: known });
        await ended;
      }
      // Any event of the resets would have come before this.
      await put(OTHER_PORT, unknownCard());
      await told.told({ type: 'card-inserted', reader: OTHER_READER });
      expect(told.all.slice(from)).toHaveLength(1);
    });

    it.each([
      ['there is no such reader', 'No such reader', { code: 'removed' }],
      ['there is no card', OTHER_READER, { code: 'removed' }],
      [
        'the card is mute',
        READER,
        {
          code: 'communication',
          pcscCode: expect.toBeOneOf([pcscCodes.SCARD_W_UNRESPONSIVE_CARD, pcscCodes.SCARD_W_UNPOWERED_CARD]) as unknown,
        },
      ],
    ])('reads nothing and reports why when %s', async (_why, reader, problem) => {
      driver = start();
      await put(PORT, gidsCard(CARD_ID, { quirk: 'mute' }));
      await told.told({ type: 'card-mute', reader: READER });
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      const { identification, ended } = read(driver, reader);
      expect(await identification).toMatchObject({ state: 'unidentified', problem });
      await ended;
    });

    it('abandons a card that is pulled out, and continues with the next', async () => {
      driver = start();
      const card = await put(PORT, gidsCard(CARD_ID, { quirk: 'silent' }));
      await told.told({ type: 'card-inserted', reader: READER });
      const reading = read(driver, READER);
      await expect.poll(() => card.commands).toBe(1);
      await card.remove();
      expect(await reading.identification).toMatchObject({ state: 'unidentified' });
      await told.told({ type: 'card-removed', reader: READER });
      // Until its reset ends, it could affect the next card.
      await reading.ended;
      const from = told.all.length;
      await put(PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: READER }, { from });
      expect(await read(driver, READER).identification).toMatchObject({ state: 'identified' });
    });

    it('continues with the other reader while a card does not answer', async () => {
      driver = start();
      const silent = await put(PORT, gidsCard(CARD_ID, { quirk: 'silent' }));
      await told.told({ type: 'card-inserted', reader: READER });
      const stuck = read(driver, READER);
      await expect.poll(() => silent.commands).toBe(1);
      await put(OTHER_PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: OTHER_READER });
      expect(await read(driver, OTHER_READER).identification).toMatchObject({ state: 'identified' });
      await silent.remove();
      expect(await stuck.identification).toMatchObject({ state: 'unidentified' });
      await stuck.ended;
    });

    it('reports nothing after stopping', async () => {
      driver = start();
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      await driver.stop();
      const from = told.all.length;
      const watch = new Recorder();
      const other = make();
      running.push(other);
      other.start(watch.listener);
      await put(PORT, gidsCard(CARD_ID));
      await watch.told({ type: 'card-inserted', reader: READER });
      expect(told.all.slice(from)).toEqual([]);
      expect(await read(driver, READER).identification).toMatchObject({ problem: { code: 'communication' } });
    });
  });

  describe('without a service', () => {
    it('reports it once, and finds the service within two seconds of its start', async () => {
      start();
      await told.told({ type: 'service-down', reason: 'no-service', pcscCode: pcscCodes.SCARD_E_NO_SERVICE });
      pcscd = await startPcscd();
      await told.told({ type: 'service-up' }, { limitMs: 2_000 });
      await told.told({ type: 'reader-added', reader: OTHER_READER });
      expect(told.all.filter(({ type }) => type === 'service-down')).toHaveLength(1);
    });

    it('recovers after the service was killed, and reports every card again', async () => {
      pcscd = await startPcscd();
      const driver = start();
      await put(PORT, gidsCard(CARD_ID));
      await told.told({ type: 'card-inserted', reader: READER });
      for (let round = 0; round < 3; round++) {
        const from = told.all.length;
        await pcscd.kill();
        await told.told({ type: 'card-removed', reader: READER }, { from });
        await told.told({ type: 'reader-removed', reader: OTHER_READER }, { from });
        await told.told({ type: 'service-down', reason: 'no-service' }, { from });
        expect(await read(driver, READER).identification).toMatchObject({ state: 'unidentified' });
        pcscd = await startPcscd();
        await told.told({ type: 'service-up' }, { from, limitMs: 2_000 });
        await told.told({ type: 'reader-added', reader: READER }, { from });
        await put(PORT, gidsCard(CARD_ID));
        await told.told({ type: 'card-inserted', reader: READER, atr: GIDS_ATR }, { from });
        expect(await read(driver, READER).identification).toMatchObject({ state: 'identified' });
      }
    });
  });
});
