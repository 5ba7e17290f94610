import { expect, it } from 'vitest';
import type { TrainingCard, TrainingState } from '../../shared/training.js';
import { binding, bound, cardId, emptyReader, readerWith, refused } from '../testing/example.fixture.js';
import { found, gone, one, press, showsText, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

const confirm = '[data-testid="confirm"]';
const offer = `${confirm} [data-testid="training-offer"]`;
const card = (cardNumber: number, changes: Partial<TrainingCard> = {}): TrainingCard => ({
  ...{ cardNumber, behaviour: 'gids', insertedIn: null, cardId: null },
  ...changes,
});
const training: TrainingState = {
  readers: [{ readerId: 'Training reader 1', name: 'Training reader 1' }],
  cards: [card(1), card(2), card(3, { behaviour: 'mute' })],
  nextAnswer: 'accept',
};
const options = (within: string): string[] => [...document.querySelectorAll(`${within} option`)].map(({ textContent }) => textContent);

it('offers the training cards in a confirm step without a card, and leads to a binding by Enter alone', async () => {
  const main = await openPage({
    state: { readers: [emptyReader], training },
    answers: {
      'training/insertCard': { ok: true, value: {} },
      'bindings/confirm': { ok: false, error: { code: 'card-left' } },
    },
  });
  await press('ArrowDown');
  await press('Enter');
  await until('putting in a card has the keyboard', () => document.activeElement?.matches(`${offer} button`) === true);
  expect(options(offer)).toEqual(['Card 1 (blank card)', 'Card 2 (blank card)', 'Card 3 (broken chip)']);
  await press('Enter');
  await until('a card is put in', () => main.made('training/insertCard').length === 1);
  expect(main.made('training/insertCard')).toEqual([{ readerId: 'Training reader 1', cardNumber: 1 }]);
  main.change({ training: { ...training, cards: [card(1, { insertedIn: 'Training reader 1', cardId: cardId(0).text }), card(2)] } });
  main.change({ readers: [readerWith(1)] });
  await until('the card has the keyboard', () => document.activeElement?.textContent === 'Use this card');
  await press('Enter');
  await until('Bind has the keyboard', () => document.activeElement?.matches(`${confirm} [data-enter]`) === true);
  await press('Enter');
  await found('[data-testid="failed"]');
  expect(main.made('bindings/confirm')).toMatchObject([{ presentationId: 1 }]);
});

it('offers no training card while the training readers are away', async () => {
  await openPage({ state: { readers: [emptyReader], training: { ...training, readers: [] } } });
  await press('ArrowDown');
  await press('Enter');
  await found(confirm);
  expect(document.querySelector(offer)).toBeNull();
});

it('says that a real reader hides the training readers only if there is one', async () => {
  const main = await openPage({ state: { service: { state: 'starting' }, readers: [], training: { ...training, readers: [] } } });
  await found('[data-testid="training"]');
  expect(one('[data-testid="training"]').innerText).not.toContain('real reader');
  main.change({ readers: [{ ...emptyReader, readerId: 'Real', name: 'Real', kind: 'pcsc' }] });
  await showsText('[data-testid="training"]', 'a real reader is connected');
});

it("performs the lesson's next step on F4, also in the confirm step", async () => {
  const main = await openPage({ state: { readers: [emptyReader], training }, answers: { 'training/insertCard': { ok: true, value: {} } } });
  await showsText('[data-testid="lesson"] button', /Insert training card\s*F4/);
  await press('F4');
  await until('a card is put in', () => main.made('training/insertCard').length === 1);
  await press('Alt+F4');
  await press('ArrowDown');
  await press('Enter');
  await found(offer);
  await press('F4');
  await until('a card is put in from the confirm step', () => main.made('training/insertCard').length === 2);
  await press('Escape');
  await gone(confirm);
  expect(main.made('training/insertCard')).toHaveLength(2);
});

it('names each training card by its current state, and offers an unused one', async () => {
  const main = await openPage({
    state: {
      readers: [emptyReader],
      training: { ...training, cards: [card(1, { cardId: cardId(0).text }), card(2, { cardId: cardId(1).text }), card(3), card(4)] },
      bindings: [binding(0, bound), binding(1, refused)],
    },
    answers: { 'training/insertCard': { ok: true, value: {} }, 'training/setNextAnswer': { ok: true, value: {} } },
  });
  const panel = '[data-testid="training"] select:first-of-type';
  await showsText(panel, 'Card 1 (bound to Noor van der Velden)');
  expect(options('[data-testid="training"] label:first-of-type')).toEqual([
    'Card 1 (bound to Noor van der Velden)',
    'Card 2 (refused for Jérôme Gonçalves)',
    'Card 3 (blank card)',
    'Card 4 (blank card)',
  ]);
  await press('ArrowDown');
  await press('Enter');
  await found(offer);
  expect(one(`${offer} select`)).toHaveProperty('value', '3');
  await press('F4');
  await until('a card is put in', () => main.made('training/insertCard').length === 1);
  expect(main.made('training/insertCard')).toMatchObject([{ cardNumber: 3 }]);
});
