import { expect, it } from 'vitest';
import type { BindingState, BindingView } from './bindings.js';
import { cardStanding, isInTheWay, type CardAtServer, type CardKnown, type CardStanding } from './card-standing.js';

const id = '00000000-0000-4000-8000-000000000001';
const error = { code: 'network', layer: 'tcp', reached: false, detail: '' } as const;
const claim = (state: BindingState): BindingView => ({
  bindingId: id,
  request: {
    ...{ requestId: id, type: 1, person: { state: 'unresolved', userId: id }, profileTemplate: { profileTemplateId: id, name: null } },
    ...{ submittedAt: '2026-01-05T07:00:00.000Z', priority: 0, comment: '' },
  },
  cardId: { text: id, raw: '00', byteOrder: 'windows-guid', source: 'gids' },
  ...{ atr: '3b00', readerName: 'Reader', confirmedAt: '2026-01-05T08:00:00.000Z', state },
});
const waiting: BindingState = {
  ...{ state: 'waiting', attempt: 0, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: false, error, checks: 0 },
};
const uncertain: BindingState = { state: 'uncertain', attempt: 1, nextCheckAt: '2026-01-05T08:00:00.000Z', error, checks: 0 };
const attention: BindingState = { state: 'attention', reason: 'conflict', evidence: '', error: null, attempt: 1 };
const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };

const smartcard = { smartcardId: id, status: 3, owner: { userId: id, name: 'Noor' } };
const inUse: CardAtServer = { state: 'known', smartcard, isInTheWay: true, isReusable: false };
const recycled: CardAtServer = { state: 'known', smartcard: { ...smartcard, status: 6 }, isInTheWay: false, isReusable: true };
const nobodys: CardAtServer = { state: 'known', smartcard: { ...smartcard, owner: null }, isInTheWay: false, isReusable: false };
const notShown: CardAtServer = { state: 'not-shown' };
const silent: CardAtServer = { state: 'silent', error };
const lost: CardKnown['stock'] = { card: null, reason: 'lost', action: 'refuse' };
const nothing = { claim: null };
const archived = { bindingId: id, confirmedAt: '2020-01-05T08:00:00.000Z', archivedAt: '2026-01-05T08:00:00.000Z', file: 'old.cda' };

it.each<[string, Omit<CardKnown, 'refusal'>, CardStanding['standing']]>([
  ['nothing has answered', { here: null, atServer: null, stock: null }, 'asking'],
  ['the server answered before the journal, with nothing against the card', { here: null, atServer: notShown, stock: null }, 'asking'],
  ['no binding here has it and the server has not answered', { here: nothing, atServer: null, stock: null }, 'here-free'],
  ['no binding here has it and the server cannot be reached', { here: nothing, atServer: silent, stock: null }, 'here-free'],
  ['the server shows no such card', { here: nothing, atServer: notShown, stock: null }, 'free'],
  ['the server shows it as belonging to no one', { here: nothing, atServer: nobodys, stock: null }, 'free'],
  ['the server shows it as belonging to someone', { here: nothing, atServer: inUse, stock: null }, 'at-server'],
  ['it was retired and may be bound again', { here: nothing, atServer: recycled, stock: null }, 'reusable'],
  ['it is queued here', { here: { claim: claim(waiting) }, atServer: notShown, stock: null }, 'queued'],
  ['its binding is being sent', { here: { claim: claim({ state: 'submitting', attempt: 1 }) }, atServer: null, stock: null }, 'queued'],
  ['its binding is unconfirmed', { here: { claim: claim(uncertain) }, atServer: inUse, stock: null }, 'unconfirmed'],
  ['its binding needs attention', { here: { claim: claim(attention) }, atServer: inUse, stock: null }, 'attention'],
  ['it was bound here, however long ago', { here: { claim: claim(bound) }, atServer: inUse, stock: null }, 'bound-here'],
  ['it was bound here and the server cannot be reached', { here: { claim: claim(bound) }, atServer: silent, stock: null }, 'bound-here'],
  ['it was bound here and has been retired since', { here: { claim: claim(bound) }, atServer: recycled, stock: null }, 'reusable'],
  [
    'it is queued here although the server shows it retired',
    { here: { claim: claim(waiting) }, atServer: recycled, stock: null },
    'queued',
  ],
  [
    'it was bound here, and the binding was archived since',
    { here: { ...nothing, archived }, atServer: inUse, stock: null },
    'bound-archived',
  ],
  [
    'its binding was archived, and it has been retired since',
    { here: { ...nothing, archived }, atServer: recycled, stock: null },
    'reusable',
  ],
  [
    'its binding was archived, and it was bound again',
    { here: { claim: claim(bound), archived }, atServer: inUse, stock: null },
    'bound-here',
  ],
  ['it was reported lost', { here: nothing, atServer: notShown, stock: lost }, 'lost'],
  ['it was reported lost, and the server cannot be reached', { here: nothing, atServer: silent, stock: lost }, 'lost'],
])('says how a card stands when %s', (_what, known, standing) => {
  expect(cardStanding({ ...known, refusal: null }).standing).toBe(standing);
});

const refusal = claim({ state: 'refused', error: { code: 'forbidden', status: 403, correlationId: null, message: 'No' } });
it.each<[string, Omit<CardKnown, 'refusal'>, CardStanding['standing']]>([
  ['the server has not answered about the card', { here: nothing, atServer: null, stock: null }, 'refused'],
  ['the server shows no such card', { here: nothing, atServer: notShown, stock: null }, 'refused'],
  ['the server cannot be reached', { here: nothing, atServer: silent, stock: null }, 'refused'],
  ['the card belongs to someone, which is the reason', { here: nothing, atServer: inUse, stock: null }, 'at-server'],
  ['the card has a binding now', { here: { claim: claim(waiting) }, atServer: notShown, stock: null }, 'queued'],
])('says that a card was refused, or what is against it, when %s', (_what, known, standing) => {
  expect(cardStanding({ ...known, refusal }).standing).toBe(standing);
});

it('asks for another card only if every request would be refused with this one', () => {
  const inTheWay = (known: Omit<CardKnown, 'refusal'>): boolean => isInTheWay(cardStanding({ ...known, refusal: null }));
  expect(inTheWay({ here: { claim: claim(waiting) }, atServer: null, stock: null })).toBe(true);
  expect(inTheWay({ here: { claim: claim(uncertain) }, atServer: null, stock: null })).toBe(true);
  expect(inTheWay({ here: { claim: claim(attention) }, atServer: null, stock: null })).toBe(true);
  expect(inTheWay({ here: nothing, atServer: inUse, stock: null })).toBe(true);
  expect(inTheWay({ here: { claim: claim(bound) }, atServer: inUse, stock: null })).toBe(true);
  // The card may have been retired since; only the server knows.
  expect(inTheWay({ here: { claim: claim(bound) }, atServer: null, stock: null })).toBe(false);
  expect(inTheWay({ here: { claim: claim(bound) }, atServer: recycled, stock: null })).toBe(false);
  expect(inTheWay({ here: nothing, atServer: notShown, stock: lost })).toBe(false);
  expect(isInTheWay(cardStanding({ here: nothing, atServer: notShown, stock: null, refusal }))).toBe(false);
});
