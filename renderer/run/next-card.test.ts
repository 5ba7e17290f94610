import { describe, expect, it } from 'vitest';
import type { PreparedLine, PreparedCheck } from '../../shared/prepared.js';
import { nextCard, readerInTurn, type CardOfRun } from './next-card.js';

const by: PreparedLine = { file: 'cards.csv', line: 2, card: 'abcd', requestId: null, person: [], template: null };
const none: PreparedCheck = { check: 'none' };
const fits: PreparedCheck = { check: 'fits', by };
const another: PreparedCheck = { check: 'card-for-another', by, request: null };
const card = (presentationId: number, said: PreparedCheck | null, isUsed = false): CardOfRun => ({ presentationId, said, isUsed });

describe('the card for the current person', () => {
  it.each<[string, readonly CardOfRun[], boolean, ReturnType<typeof nextCard>]>([
    ['is none while there is no card', [], false, { state: 'none' }],
    ['is none while there are only used cards', [card(1, none, true)], false, { state: 'none' }],
    ['is any blank card in a run of the list', [card(1, none)], false, { state: 'ready', presentationId: 1 }],
    ['is the one put in first', [card(5, none), card(4, none)], false, { state: 'ready', presentationId: 4 }],
    ['is not the one that was just bound', [card(4, none, true), card(5, none)], false, { state: 'ready', presentationId: 5 }],
    [
      'is never one that a file names for another person',
      [card(1, another)],
      false,
      { state: 'otherwise', presentationId: 1, said: another },
    ],
    ['is the blank card beside another person’s', [card(1, another), card(2, none)], false, { state: 'ready', presentationId: 2 }],
    ['is unknown before the main process has answered', [card(1, null)], false, { state: 'asking' }],
    ['is only the card of the line in a run of a file', [card(1, none)], true, { state: 'otherwise', presentationId: 1, said: none }],
    ['is the card of the line, whenever it was put in', [card(1, another), card(2, fits)], true, { state: 'ready', presentationId: 2 }],
    [
      'is not a card that two lines name',
      [card(1, { check: 'unclear', by, why: 'contested' })],
      true,
      { state: 'otherwise', presentationId: 1, said: { check: 'unclear', by, why: 'contested' } },
    ],
  ])('%s', (_what, cards, hasFile, is) => {
    expect(nextCard(cards, hasFile)).toEqual(is);
  });
});

describe('two readers in turn', () => {
  const reader = (name: string, state: string) => ({ name, state: { state } });
  it.each([
    ['the one not used last', ['empty', 'empty'], 'A', 'B'],
    ['the same one if the other is full', ['empty', 'card'], 'A', 'A'],
    ['the first one if none was used yet', ['empty', 'empty'], null, 'A'],
    ['none if both are full', ['card', 'mute'], 'A', null],
  ] as const)('ask for %s', (_what, states, last, is) => {
    expect(readerInTurn([reader('A', states[0]), reader('B', states[1])], last)?.name ?? null).toBe(is);
  });
});
