import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { gidsCard, unknownCard } from '../training/virtual-applets.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { cardSourceFor } from './card-source.js';
import { Recorder } from './recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from './watcher.js';

/** Cards and readers that come and go faster than they can be read. */

const ID = '3ff188bcba833740826246eba1291c6e';
const OTHER_ID = '3ff188bcba833740826246eba1291c6f';
const identified = { state: 'identified', cardId: { raw: ID } };

function lastPresentation(told: Recorder<WatcherEvent>): number {
  const ids = told.all.flatMap((event) => (event.name === 'cards/inserted' ? [event.payload.presentationId] : []));
  return ids[ids.length - 1] ?? 0;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a storm of cards', () => {
  it('reports each of 100 cards that come and go at once, and reads the one that stays', async () => {
    const driver = new VirtualDriver();
    driver.attach('A');
    const watcher = new ReaderWatcher({ source: cardSourceFor(driver) });
    const told = new Recorder<WatcherEvent>();
    watcher.start(told.listener);
    for (let card = 1; card <= 100; card++) {
      driver.insert('A', gidsCard(card % 2 === 0 ? OTHER_ID : ID));
      // Some leave before a reading, some during one.
      for (let turn = 0; turn < card % 5; turn++) await settled();
      if (card < 100) driver.remove('A');
    }
    await told.until(() => watcher.presentation(100)?.identification.state === 'identified');
    const presentationsOf = (name: WatcherEvent['name']): unknown[] =>
      told.all.flatMap((event) => (event.name === name && 'presentationId' in event.payload ? [event.payload.presentationId] : []));
    expect(presentationsOf('cards/inserted')).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(presentationsOf('cards/removed')).toEqual(Array.from({ length: 99 }, (_, index) => index + 1));
    expect(watcher.presentation(100)?.identification).toMatchObject({ cardId: { raw: OTHER_ID } });
    await watcher.stop();
  });

  it('ends in the true state after any storm, with every reading released', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('A', 'B'), fc.constantFrom('gids', 'other', 'strange', 'mute', 'out', 'unplug', 'breathe')), {
          minLength: 1,
          maxLength: 120,
        }),
        async (moves) => {
          const driver = new VirtualDriver();
          let held = 0;
          const connect = driver.connect.bind(driver);
          driver.connect = async (reader) => {
            const connection = await connect(reader);
            held += 1;
            return {
              ...connection,
              disconnect: (disposition) => {
                held -= 1;
                return connection.disconnect(disposition);
              },
            };
          };
          const watcher = new ReaderWatcher({ source: cardSourceFor(driver) });
          const told = new Recorder<WatcherEvent>();
          watcher.start(told.listener);
          const truth = new Map<string, string>();
          const cards = {
            gids: () => gidsCard(ID),
            other: () => gidsCard(OTHER_ID),
            strange: () => unknownCard(),
            mute: () => gidsCard(ID, { quirk: 'mute' }),
          };
          for (const [reader, move] of moves) {
            switch (move) {
              case 'out':
                driver.remove(reader);
                if (truth.has(reader)) truth.set(reader, 'out');
                break;
              case 'unplug':
                driver.detach(reader);
                truth.delete(reader);
                break;
              case 'breathe':
                await settled();
                break;
              default:
                driver.attach(reader);
                driver.remove(reader);
                driver.insert(reader, cards[move]());
                truth.set(reader, move);
            }
          }
          const expected = {
            gids: { state: 'card', identification: identified },
            other: { state: 'card', identification: { cardId: { raw: OTHER_ID } } },
            strange: { state: 'card', identification: { problem: { code: 'unknown-applet' } } },
            mute: { state: 'mute' },
            out: { state: 'empty' },
          } as const;
          const isRead = (): boolean =>
            watcher.readers().every(({ state }) => state.state !== 'card' || state.identification.state !== 'identifying');
          await told.until(isRead);
          await vi.waitFor(() => expect(held).toBe(0));
          expect(new Set(watcher.readers().map(({ readerId }) => readerId))).toEqual(new Set(truth.keys()));
          for (const { readerId, state } of watcher.readers()) {
            expect(state).toMatchObject(expected[truth.get(readerId) as keyof typeof expected]);
          }
          expect(lastPresentation(told)).toBe(told.all.filter(({ name }) => name === 'cards/inserted').length);
          await watcher.stop();
        },
      ),
      { numRuns: 60 },
    );
  });
});
