import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Identification } from '../../shared/cards.js';
import { readerSchema } from '../../shared/readers.js';
import type { DriverEvent } from '../pcsc/driver.js';
import { initialWatcherState, next, readerOf, type WatcherEvent, type WatcherInput, type WatcherState } from './watcher-state.js';

const ATR = '3b8d0180fba000000397425446590301c8';
const A = 'Reader A';
const identified = (last: string): Identification => ({
  state: 'identified',
  cardId: {
    text: `bc88f13f-83ba-4037-8262-46eba1291c${last}`,
    raw: `3ff188bcba833740826246eba1291c${last}`,
    byteOrder: 'windows-guid',
    source: 'gids',
  },
});
const inUse: Identification = { state: 'unidentified', problem: { code: 'in-use' } };

function run(inputs: readonly WatcherInput[], from: WatcherState = initialWatcherState) {
  let state = from;
  const events: WatcherEvent[] = [];
  for (const input of inputs) {
    const step = next(state, input, () => 'pcsc');
    state = step.state;
    events.push(...step.events);
  }
  return { state, events };
}

const added: WatcherInput = { type: 'reader-added', reader: A };
const inserted: WatcherInput = { type: 'card-inserted', reader: A, atr: ATR };
const removed: WatcherInput = { type: 'card-removed', reader: A };

describe("the watcher's state machine", () => {
  it('starts with an unknown service', () => {
    expect(initialWatcherState.service).toEqual({ state: 'starting' });
  });

  it.each<[string, WatcherInput[], WatcherInput, string[]]>([
    ['the service starts', [], { type: 'service-up', driver: 'smartcard' }, ['readers/serviceChanged']],
    ['a reader is connected', [], added, ['readers/added']],
    ['a reader is reported twice', [added], added, []],
    ['a reader is disconnected', [added], { type: 'reader-removed', reader: A }, ['readers/removed']],
    [
      'a reader with its card is disconnected',
      [added, inserted],
      { type: 'reader-removed', reader: A },
      ['cards/removed', 'readers/removed'],
    ],
    ['an unknown reader is disconnected', [], { type: 'reader-removed', reader: A }, []],
    ['a card is put in', [added], inserted, ['cards/inserted']],
    ['a card is put into an unknown reader', [], inserted, []],
    ['a card is put in where one is', [added, inserted], inserted, ['cards/removed', 'cards/inserted']],
    ['a mute card is put in', [added], { type: 'card-mute', reader: A }, ['cards/inserted']],
    ['a card is removed', [added, inserted], removed, ['cards/removed']],
    ['a card is removed from an empty reader', [added], removed, []],
    ['a card is removed from an unknown reader', [], removed, []],
    [
      'the id is read',
      [added, inserted],
      { type: 'identified', presentationId: 1, identification: identified('6e') },
      ['cards/identified'],
    ],
    [
      'the id of a card that left is read',
      [added, inserted, removed],
      { type: 'identified', presentationId: 1, identification: inUse },
      [],
    ],
    [
      'the id of an older presentation is read',
      [added, inserted, removed, inserted],
      { type: 'identified', presentationId: 1, identification: inUse },
      [],
    ],
  ])('reports when %s', (_what, before, input, names) => {
    expect(run([input], run(before).state).events.map(({ name }) => name)).toEqual(names);
  });

  it('never reuses a presentation number', () => {
    const { events } = run([added, inserted, removed, inserted, { type: 'reader-removed', reader: A }, added, inserted]);
    const numbers = events.flatMap((event) => (event.name === 'cards/inserted' ? [event.payload.presentationId] : []));
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('reports the same problem of a card once', () => {
    const result: WatcherInput = { type: 'identified', presentationId: 1, identification: inUse };
    expect(run([result, result], run([added, inserted]).state).events).toHaveLength(1);
  });

  it('replaces a problem by a later success', () => {
    const { state } = run([
      added,
      inserted,
      { type: 'identified', presentationId: 1, identification: inUse },
      { type: 'identified', presentationId: 1, identification: identified('6e') },
    ]);
    expect(readerOf(state, 1)?.state.identification).toEqual(identified('6e'));
  });

  it('keeps an id when a second reading fails', () => {
    const before = run([added, inserted, { type: 'identified', presentationId: 1, identification: identified('6e') }]).state;
    const { state, events } = run([{ type: 'identified', presentationId: 1, identification: inUse }], before);
    expect(events).toEqual([]);
    expect(readerOf(state, 1)?.state.identification).toEqual(identified('6e'));
  });

  it('ends the presentation when a second reading gives another id', () => {
    const before = run([added, inserted, { type: 'identified', presentationId: 1, identification: identified('6e') }]).state;
    const { state, events } = run([{ type: 'identified', presentationId: 1, identification: identified('6f') }], before);
    expect(events.map(({ name }) => name)).toEqual(['cards/removed', 'cards/inserted', 'cards/identified']);
    expect(readerOf(state, 1)).toBeUndefined();
    expect(readerOf(state, 2)?.state.identification).toEqual(identified('6f'));
  });

  it('ends in the true state and emits only valid events, whatever the input', () => {
    const reader = fc.constantFrom('A', 'B', 'C');
    const input: fc.Arbitrary<WatcherInput> = fc.oneof(
      fc.record({ type: fc.constant('reader-added' as const), reader }),
      fc.record({ type: fc.constant('reader-removed' as const), reader }),
      fc.record({ type: fc.constant('card-inserted' as const), reader, atr: fc.constant(ATR) }),
      fc.record({ type: fc.constant('card-mute' as const), reader }),
      fc.record({ type: fc.constant('card-removed' as const), reader }),
      fc.record({
        type: fc.constant('identified' as const),
        presentationId: fc.integer({ min: 1, max: 20 }),
        identification: fc.constantFrom(identified('6e'), identified('6f'), inUse),
      }),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 200 }), (inputs) => {
        const { state, events } = run(inputs);
        // A model without presentations: the readers and their cards.
        const truth = new Map<string, 'empty' | 'card' | 'mute'>();
        for (const one of inputs as DriverEvent[]) {
          if (one.type === 'reader-added' && !truth.has(one.reader)) truth.set(one.reader, 'empty');
          if (one.type === 'reader-removed') truth.delete(one.reader);
          if (one.type === 'card-inserted' && truth.has(one.reader)) truth.set(one.reader, 'card');
          if (one.type === 'card-mute' && truth.has(one.reader)) truth.set(one.reader, 'mute');
          if (one.type === 'card-removed' && truth.has(one.reader)) truth.set(one.reader, 'empty');
        }
        expect(
          new Map(
            [...state.readers].map(
              ([
                name,
                {
                  state: { state: is },
                },
              ]) => [name, is],
            ),
          ),
        ).toEqual(truth);
        for (const one of state.readers.values()) readerSchema.parse(one);

        // Replaying the events gives the same state.
        const played = new Map<string, number | null>();
        let lastPresentation = 0;
        for (const event of events) {
          switch (event.name) {
            case 'readers/added':
              expect(played.has(event.payload.reader.readerId)).toBe(false);
              played.set(event.payload.reader.readerId, null);
              break;
            case 'readers/removed':
              expect(played.get(event.payload.readerId)).toBeNull();
              played.delete(event.payload.readerId);
              break;
            case 'cards/inserted':
              expect(played.get(event.payload.readerId)).toBeNull();
              expect(event.payload.presentationId).toBeGreaterThan(lastPresentation);
              lastPresentation = event.payload.presentationId;
              played.set(event.payload.readerId, event.payload.presentationId);
              break;
            case 'cards/removed':
              expect(played.get(event.payload.readerId)).toBe(event.payload.presentationId);
              played.set(event.payload.readerId, null);
              break;
            case 'cards/identified':
              expect(played.get(event.payload.readerId)).toBe(event.payload.presentationId);
              break;
            case 'readers/serviceChanged':
          }
        }
        expect([...played.keys()].sort()).toEqual([...truth.keys()].sort());
      }),
      { numRuns: 500 },
    );
  });
});
