import { describe, expect, it } from 'vitest';
import { fromHex, type DriverEvent } from '../pcsc/driver.js';
import { compareSnapshots, readEventState, type CardSnapshot, type KnownCards } from './reader-snapshot.js';

const ATR = '3b8d0180fba000000397425446590301c8';

describe('readEventState', () => {
  it.each<[string, number, string | null, CardSnapshot]>([
    ['an empty reader', 0x00000012, null, { state: 'empty' }],
    ['a reader that is unavailable', 0x0000000a, null, { state: 'empty' }],
    ['a card, and three moves', 0x00030022, ATR, { state: 'card', atr: ATR, moves: 3 }],
    ['a card another program uses', 0x00010122, ATR, { state: 'card', atr: ATR, moves: 1 }],
    ['a card another program holds exclusively', 0x000100a2, ATR, { state: 'card', atr: ATR, moves: 1 }],
    ['a mute card', 0x00010222, null, { state: 'mute', moves: 1 }],
    ['a card without an ATR', 0x00010022, null, { state: 'mute', moves: 1 }],
    ['a card whose ATR is one byte', 0x00010022, '3b', { state: 'mute', moves: 1 }],
    ['a card whose ATR is too long', 0x00010022, '3b'.padEnd(68, '0'), { state: 'mute', moves: 1 }],
    ['more moves than fit 15 bits', 0xffff0022, ATR, { state: 'card', atr: ATR, moves: 0xffff }],
    ['nothing at all', 0x00000000, null, { state: 'unsure' }],
    ['an unknown reader', 0x00000006, null, { state: 'unsure' }],
  ])('reads %s', (_what, eventState, atr, expected) => {
    expect(readEventState(eventState, atr === null ? null : fromHex(atr), true)).toEqual(expected);
  });

  it('ignores the count of moves if the platform does not document it', () => {
    expect(readEventState(0x00030022, fromHex(ATR), false)).toEqual({ state: 'card', atr: ATR, moves: null });
  });
});

describe('compareSnapshots', () => {
  const reader = 'Reader';
  const empty = { state: 'empty' } as const;
  const card = (moves: number | null = 1, atr = ATR) => ({ state: 'card', atr, moves }) as const;
  const mute = (moves: number | null = 1) => ({ state: 'mute', moves }) as const;
  const known = (state: Exclude<CardSnapshot, { state: 'unsure' }>): KnownCards => new Map([[reader, state]]);
  const removed: DriverEvent = { type: 'card-removed', reader };
  const inserted: DriverEvent = { type: 'card-inserted', reader, atr: ATR };

  it.each<[string, KnownCards, CardSnapshot | null, DriverEvent[]]>([
    ['an empty reader is connected', new Map(), empty, [{ type: 'reader-added', reader }]],
    ['a reader with a card is connected', new Map(), card(), [{ type: 'reader-added', reader }, inserted]],
    ['a reader with its card is disconnected', known(card()), null, [removed, { type: 'reader-removed', reader }]],
    ['a card is put in', known(empty), card(), [inserted]],
    ['a mute card is put in', known(empty), mute(), [{ type: 'card-mute', reader }]],
    ['a card is removed', known(card()), empty, [removed]],
    ['a mute card is removed', known(mute()), empty, [removed]],
    ['nothing happens', known(card()), card(), []],
    ['nothing happens to an empty reader', known(empty), empty, []],
    ['another card of the same kind replaces it, counted', known(card(1)), card(3), [removed, inserted]],
    ['another card of another kind replaces it', known(card(1)), card(1, '3b00'), [removed, { ...inserted, atr: '3b00' }]],
    ['a card of another kind replaces it, uncounted', known(card(null)), card(null, '3b00'), [removed, { ...inserted, atr: '3b00' }]],
    ['a mute card is swapped for another', known(mute(1)), mute(3), [removed, { type: 'card-mute', reader }]],
    ['a mute card begins to answer', known(mute()), card(), [removed, inserted]],
    ['the service does not report a reader', known(card()), { state: 'unsure' }, []],
    ['the service does not report a new reader', new Map(), { state: 'unsure' }, [{ type: 'reader-added', reader }]],
  ])('reports when %s', (_what, before, now, events) => {
    expect(compareSnapshots(before, now === null ? [] : [{ reader, card: now }]).events).toEqual(events);
  });

  it('keeps the known state if the service does not say', () => {
    expect(compareSnapshots(known(card()), [{ reader, card: { state: 'unsure' } }]).known).toEqual(known(card()));
  });

  it('reports nothing for unchanged readers', () => {
    const before: KnownCards = new Map<string, Exclude<CardSnapshot, { state: 'unsure' }>>([
      ['A', card()],
      ['B', empty],
    ]);
    const { events } = compareSnapshots(before, [
      { reader: 'A', card: card() },
      { reader: 'B', card: mute() },
    ]);
    expect(events).toEqual([{ type: 'card-mute', reader: 'B' }]);
  });
});
