import { afterEach, expect, it } from 'vitest';
import type { Reader } from '../../shared/readers.js';
import { makeTrainingCards } from './training-cards.js';
import { startTraining, type Training } from './training.js';

let training: Training | undefined;
afterEach(() => training?.close());

it('the id of a training card is known once the station has read the card', async () => {
  training = await startTraining({ readers: 'on', now: () => new Date('2026-01-05T08:00:00.000Z'), size: 1 });
  const told: number[] = [];
  training.onChanged(({ cards }) => told.push(cards.filter(({ cardId }) => cardId !== null).length));
  expect(training.insertCard({ readerId: 'Training reader 1', cardNumber: 1 })).toEqual({ ok: true, value: {} });
  const raw = makeTrainingCards()[0]?.raw ?? '';
  const text = '00000000-0000-4000-8000-000000000001';
  const reader = (of: string): Reader => ({
    ...{ readerId: 'Training reader 1', name: 'Training reader 1', kind: 'virtual' },
    state: {
      ...{ state: 'card', presentationId: 1, atr: '3b00' },
      identification: { state: 'identified', cardId: { text, raw: of, byteOrder: 'windows-guid', source: 'gids' } },
    },
  });
  // A card from elsewhere is not one of the training cards.
  training.readersChanged([reader('11'.repeat(16))]);
  expect(training.state().cards.every(({ cardId }) => cardId === null)).toBe(true);
  training.readersChanged([reader(raw)]);
  training.readersChanged([reader(raw)]);
  expect(training.state().cards.filter(({ cardId }) => cardId !== null)).toMatchObject([{ cardNumber: 1, cardId: text }]);
  // Reported once when inserted, and once when read.
  expect(told).toEqual([0, 1]);
});
