import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Identification, IdentificationProblem } from '../../shared/cards.js';
import { defaultCardPolicy } from '../cards/card-policy.js';
import { GIDS_ATR, gidsCard, unknownCard } from '../training/virtual-applets.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { cardSourceFor, type CardSource, type CardToRead } from './card-source.js';
import { Recorder } from './recorder.fixture.js';
import { isSamSlot, ReaderWatcher, type ReaderWatcherDeps, type WatcherEvent } from './watcher.js';

const A = 'Reader A';
const ID = '3ff188bcba833740826246eba1291c6e';
const OTHER_ID = '3ff188bcba833740826246eba1291c6f';
const identified = { state: 'identified', cardId: { raw: ID } };
const inUse: Identification = { state: 'unidentified', problem: { code: 'in-use' } };

function watch({ read, ...options }: Partial<ReaderWatcherDeps & Pick<CardSource, 'read'>> = {}) {
  const driver = new VirtualDriver();
  driver.attach(A);
  const told = new Recorder<WatcherEvent>();
  const source = cardSourceFor(driver);
  const watcher = new ReaderWatcher({ source: read === undefined ? source : { ...source, read }, ...options });
  watcher.start(told.listener);
  return { driver, told, watcher };
}

/** Readings that the test answers; the answer releases the card. */
function byHand() {
  const asked: (CardToRead & { readonly signal: AbortSignal; answer(identification: Identification): void })[] = [];
  const read: CardSource['read'] = (card, signal) => {
    const identification = new Promise<Identification>((resolve) => {
      asked.push({ ...card, signal, answer: resolve });
    });
    return { identification, ended: identification.then(() => undefined) };
  };
  return { asked, read };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ReaderWatcher', () => {
  it('reads the id of an inserted card, and reports its presentation', async () => {
    const { driver, told, watcher } = watch();
    driver.insert(A, gidsCard(ID));
    await told.told({ name: 'cards/identified' });
    expect(told.all.map(({ name }) => name)).toEqual(['readers/added', 'cards/inserted', 'cards/identified']);
    expect(watcher.presentation(1)).toMatchObject({ readerId: A, readerName: A, atr: GIDS_ATR, identification: identified });
    expect(watcher.readers()).toMatchObject([{ readerId: A, kind: 'pcsc', state: { state: 'card', presentationId: 1 } }]);
  });

  it('distinguishes virtual readers from real ones', () => {
    const { watcher } = watch({ kind: (reader) => (reader === A ? 'virtual' : 'pcsc') });
    expect(watcher.readers()[0]?.kind).toBe('virtual');
  });

  it.each([
    ['ACS ACR1281 1S Dual Reader SAM 0', true],
    ['HID Global OMNIKEY 5422 Sam Slot', true],
    ['Samsung Card Reader 00 00', false],
    ['Gemalto PC Twin Reader 00 00', false],
  ])('treats %s as a SAM slot: %s', (reader, sam) => {
    expect(isSamSlot(reader)).toBe(sam);
  });

  it('hides SAM slots and their cards, unless configured otherwise', async () => {
    for (const hides of [undefined, () => false]) {
      const { driver, watcher, told } = watch(hides === undefined ? {} : { hides });
      driver.attach('Reader SAM 0');
      driver.insert('Reader SAM 0', unknownCard());
      driver.insert(A, gidsCard(ID));
      await told.until((events) => events.some(({ name }) => name === 'cards/identified'));
      expect(watcher.readers()).toHaveLength(hides === undefined ? 1 : 2);
    }
  });

  it('does not confuse two equal readers when their names swap', async () => {
    const { driver, told, watcher } = watch();
    driver.insert(A, gidsCard(ID));
    driver.attach('Reader A 01');
    await told.told({ name: 'cards/identified' });
    driver.detach(A);
    driver.detach('Reader A 01');
    driver.attach('Reader A 01');
    driver.insert('Reader A 01', gidsCard(ID));
    driver.attach(A);
    await told.until(() => watcher.presentation(2)?.identification.state === 'identified');
    expect(watcher.presentation(1)).toBeUndefined();
    expect(watcher.presentation(2)?.readerName).toBe('Reader A 01');
  });

  it('says which reader and card to read', () => {
    const { asked, read } = byHand();
    const { driver } = watch({ read });
    driver.insert(A, gidsCard(ID));
    return vi.waitFor(() => expect(asked).toMatchObject([{ reader: A, atr: GIDS_ATR, known: null, policy: defaultCardPolicy }]));
  });

  it('does not read a mute card', async () => {
    const { asked, read } = byHand();
    const { driver, watcher } = watch({ read });
    driver.insert(A, gidsCard(ID, { quirk: 'mute' }));
    await settled();
    expect(asked).toEqual([]);
    expect(watcher.presentation(1)).toBeUndefined();
    expect(await watcher.identifyAgain(1)).toMatchObject({ problem: { code: 'removed' } });
  });

  it('aborts the reading of a card that leaves, and drops its result', async () => {
    const { asked, read } = byHand();
    const { driver, told, watcher } = watch({ read });
    driver.insert(A, gidsCard(ID));
    await settled();
    driver.remove(A);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer({ state: 'unidentified', problem: { code: 'removed' } });
    await settled();
    expect(told.all.map(({ name }) => name)).toEqual(['readers/added', 'cards/inserted', 'cards/removed']);
    expect(watcher.presentation(1)).toBeUndefined();
  });

  it("never uses one card's reading for the next card", async () => {
    const { asked, read } = byHand();
    const { driver, watcher } = watch({ read });
    driver.insert(A, gidsCard(ID));
    await settled();
    driver.remove(A);
    driver.insert(A, gidsCard(OTHER_ID));
    await settled();
    // One at a time per reader: the second waits for the first's release.
    expect(asked).toHaveLength(1);
    asked[0]?.answer(inUse);
    await settled();
    expect(asked).toHaveLength(2);
    expect(watcher.presentation(2)?.identification).toEqual({ state: 'identifying' });
  });

  it('reads cards in two readers at once', async () => {
    const { asked, read } = byHand();
    const { driver } = watch({ read });
    driver.attach('Reader B');
    driver.insert(A, gidsCard(ID));
    driver.insert('Reader B', gidsCard(OTHER_ID));
    await settled();
    expect(asked.map(({ reader }) => reader)).toEqual([A, 'Reader B']);
  });

  it('reads the card itself when asked again', async () => {
    const { driver, told, watcher } = watch();
    const card = gidsCard(ID);
    driver.insert(A, card);
    await told.told({ name: 'cards/identified' });
    const answer = vi.spyOn(card, 'answer');
    expect(await watcher.identifyAgain(1)).toMatchObject(identified);
    expect(answer).toHaveBeenCalled();
    expect(told.all.filter(({ name }) => name === 'cards/identified')).toHaveLength(1);
  });

  it('ends a presentation whose card has another id', async () => {
    const { asked, read } = byHand();
    const { driver, told, watcher } = watch({ read });
    const answer = (raw: string): Identification => ({
      state: 'identified',
      cardId: { text: 'bc88f13f-83ba-4037-8262-46eba1291c6e', raw, byteOrder: 'windows-guid', source: 'gids' },
    });
    driver.insert(A, gidsCard(ID));
    await settled();
    asked[0]?.answer(answer(ID));
    await told.told({ name: 'cards/identified' });
    const again = watcher.identifyAgain(1);
    await settled();
    asked[1]?.answer(answer(OTHER_ID));
    expect(await again).toEqual(answer(OTHER_ID));
    expect(watcher.presentation(1)).toBeUndefined();
    expect(watcher.presentation(2)?.identification).toEqual(answer(OTHER_ID));
  });

  it('reconnects to a card only after the last reading has released it', async () => {
    const { driver, told, watcher } = watch();
    let endReset: () => void = () => undefined;
    const reset = new Promise<void>((resolve) => (endReset = resolve));
    const connect = driver.connect.bind(driver);
    const connecting = vi
      .spyOn(driver, 'connect')
      .mockImplementation(async (reader) => ({ ...(await connect(reader)), disconnect: () => reset }));
    driver.insert(A, gidsCard(ID));
    await told.told({ name: 'cards/identified' });
    const again = watcher.identifyAgain(1);
    await settled();
    expect(connecting).toHaveBeenCalledTimes(1);
    endReset();
    expect(await again).toMatchObject(identified);
    expect(connecting).toHaveBeenCalledTimes(2);
  });

  it('reports a second reading after the card is released', async () => {
    const { driver, told, watcher } = watch();
    driver.insert(A, gidsCard(ID));
    await told.told({ name: 'cards/identified' });
    let endReset: () => void = () => undefined;
    const reset = new Promise<void>((resolve) => (endReset = resolve));
    const connect = driver.connect.bind(driver);
    vi.spyOn(driver, 'connect').mockImplementation(async (reader) => ({ ...(await connect(reader)), disconnect: () => reset }));
    let answered = false;
    const again = watcher.identifyAgain(1).finally(() => (answered = true));
    await settled();
    expect(answered).toBe(false);
    endReset();
    expect(await again).toMatchObject(identified);
  });

  it('returns removed when the card leaves during a second reading', async () => {
    const { driver, told, watcher } = watch();
    driver.insert(A, gidsCard(ID));
    await told.told({ name: 'cards/identified' });
    const again = watcher.identifyAgain(1);
    driver.remove(A);
    expect(await again).toEqual({ state: 'unidentified', problem: { code: 'removed' } });
    expect(await watcher.identifyAgain(1)).toEqual({ state: 'unidentified', problem: { code: 'removed' } });
  });

  describe('with a card that could not be read', () => {
    const failed = (problem: IdentificationProblem): Identification => ({ state: 'unidentified', problem });
    const read = (raw: string): Identification => ({
      state: 'identified',
      cardId: { text: 'bc88f13f-83ba-4037-8262-46eba1291c6e', raw, byteOrder: 'windows-guid', source: 'gids' },
    });
    const noId = failed({ code: 'no-card-id', statusWord: '6a88', applet: 'gids' });

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** A card whose readings the test answers, and the delay before each next one, ms. */
    async function presented() {
      const hand = byHand();
      const watched = watch({ read: hand.read });
      watched.driver.insert(A, gidsCard(ID));
      await settled();
      return {
        ...watched,
        ...hand,
        identification: () => watched.watcher.presentation(1)?.identification,
        restAfter: async (identification: Identification): Promise<number> => {
          const { length } = hand.asked;
          hand.asked.at(-1)?.answer(identification);
          await settled();
          for (let rest = 0; rest <= 100_000; rest += 500) {
            if (hand.asked.length > length) return rest;
            await vi.advanceTimersByTimeAsync(500);
            await settled();
          }
          return Number.POSITIVE_INFINITY;
        },
      };
    }

    it('reads a card that another program holds every half second, and reports it once', async () => {
      const { restAfter, told, driver, asked, watcher } = await presented();
      for (let time = 0; time < 50; time++) expect(await restAfter(inUse)).toBe(500);
      expect(told.all.filter(({ name }) => name === 'cards/identified')).toHaveLength(1);
      driver.remove(A);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(asked).toHaveLength(51);
      expect(watcher.readers()[0]?.state).toEqual({ state: 'empty' });
    });

    it.each<[string, Identification, number[]]>([
      ['without an id', noId, [1_000, 2_000, 4_000, 8_000, 8_000, 8_000]],
      ['that refuses', failed({ code: 'refused', statusWord: '6982' }), [1_000, 2_000, 4_000, 8_000, 8_000]],
      ['with a blank id', failed({ code: 'blank-card-id' }), [1_000, 2_000, 4_000, 8_000, 8_000]],
      ['with a broken id', failed({ code: 'malformed-card-id', answer: '00' }), [1_000, 2_000, 4_000, 8_000, 8_000]],
      ['that could not be connected', failed({ code: 'communication', pcscCode: null }), [1_000, 2_000, 4_000, 8_000, 8_000]],
      ['that did not answer', failed({ code: 'timeout', limitMs: 3_000 }), [1_000, 2_000, 4_000, 8_000, 8_000]],
      ['of an unknown kind', failed({ code: 'unknown-applet' }), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
    ])('reads a card %s again at growing intervals, and reports it once', async (_what, identification, rests) => {
      const { restAfter, told, asked } = await presented();
      for (const rest of rests) expect(await restAfter(identification)).toBe(rest);
      expect(told.all.filter(({ name }) => name === 'cards/identified')).toHaveLength(1);
      expect(asked.map(({ isRetry }) => isRetry)).toEqual([false, ...rests.map(() => true)]);
    });

    it('recognizes a card that was initialized in the reader', async () => {
      const { restAfter, identification } = await presented();
      await restAfter(noId);
      expect(identification()).toEqual(noId);
      expect(await restAfter(read(ID))).toBe(Number.POSITIVE_INFINITY);
      expect(identification()).toMatchObject(identified);
    });

    it('does not trust a failure right after another program used the card', async () => {
      const { restAfter, identification } = await presented();
      await restAfter(inUse);
      expect(await restAfter(noId)).toBe(500);
      expect(identification()).toEqual(inUse);
      expect(await restAfter(inUse)).toBe(500);
      expect(await restAfter(noId)).toBe(500);
      expect(identification()).toEqual(inUse);
      expect(await restAfter(noId)).toBe(2_000);
      expect(identification()).toEqual(noId);
    });

    it('restarts with short pauses after another program used the card', async () => {
      const { restAfter } = await presented();
      for (const rest of [1_000, 2_000, 4_000, 8_000]) expect(await restAfter(noId)).toBe(rest);
      expect(await restAfter(inUse)).toBe(500);
      expect(await restAfter(noId)).toBe(500);
      expect(await restAfter(noId)).toBe(2_000);
    });

    it('reads a card again that was reported as removed and is present', async () => {
      const { restAfter, identification } = await presented();
      const removed = failed({ code: 'removed' });
      expect(await restAfter(removed)).toBe(1_000);
      // Nothing is reported yet, because the removal usually follows at once.
      expect(identification()).toEqual({ state: 'identifying' });
      expect(await restAfter(removed)).toBe(2_000);
      expect(identification()).toEqual(removed);
      expect(await restAfter(read(ID))).toBe(Number.POSITIVE_INFINITY);
      expect(identification()).toMatchObject(identified);
    });

    it('starts a new presentation for another id, also after a failed check', async () => {
      const { restAfter, watcher, asked } = await presented();
      await restAfter(read(ID));
      void watcher.identifyAgain(1);
      await settled();
      expect(asked).toHaveLength(2);
      expect(await restAfter(inUse)).toBe(500);
      expect(await restAfter(read(OTHER_ID))).toBe(Number.POSITIVE_INFINITY);
      expect(watcher.presentation(1)).toBeUndefined();
      expect(watcher.presentation(2)?.identification).toEqual(read(OTHER_ID));
    });
  });

  it('reports an unexpected error, and continues', async () => {
    const faults: unknown[] = [];
    let calls = 0;
    const { driver, told } = watch({
      onFault: (error) => faults.push(error),
      read: (card, signal) =>
        calls++ === 0
          ? { identification: Promise.reject(new TypeError('a fault')), ended: Promise.resolve() }
          : cardSourceFor(driver).read(card, signal),
    });
    driver.insert(A, gidsCard(ID));
    await told.told({ name: 'cards/identified' });
    expect(faults).toMatchObject([{ message: 'a fault' }]);
    driver.remove(A);
    driver.insert(A, gidsCard(ID));
    await told.until((events) => events.filter(({ name }) => name === 'cards/identified').length === 2);
    expect(told.all[told.all.length - 1]).toMatchObject({ payload: { identification: identified } });
  });

  it('reports nothing after stopping, and waits for what it holds', async () => {
    const { driver, told, watcher } = watch();
    driver.insert(A, gidsCard(ID, { quirk: 'silent' }));
    await settled();
    const from = told.all.length;
    await watcher.stop();
    expect(told.all.slice(from)).toEqual([]);
  });

  it('reports the state of the service', () => {
    const { watcher, told } = watch();
    expect(watcher.service()).toEqual({ state: 'starting' });
    expect(told.all).toHaveLength(1);
  });
});
