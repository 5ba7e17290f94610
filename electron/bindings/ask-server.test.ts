import { describe, expect, it } from 'vitest';
import { ok } from '../../shared/result.js';
import type { FoundSmartcard } from '../cm/client.js';
import { askServer, noAskContext, type AskClient } from './ask-server.js';
import { binding, exampleRequest, exampleSmartcardId, guid, requestAtServer } from './bindings.fixture.js';

const confirmed = binding(1);
const smartcard = {
  smartcardId: exampleSmartcardId,
  cardId: confirmed.cardId.text,
  atr: confirmed.atr,
  status: 1,
  assignedUserId: exampleRequest.person.userId,
};

/** A server whose request has no smartcard for the first reads, while the card already has an owner. */
function server(withoutSmartcard: number, known: FoundSmartcard = smartcard): AskClient {
  let reads = 0;
  return {
    getRequest: (requestId) => {
      reads += 1;
      return Promise.resolve(ok({ ...requestAtServer, requestId, newSmartcardId: reads > withoutSmartcard ? exampleSmartcardId : null }));
    },
    getSmartcard: () => Promise.resolve(ok(smartcard)),
    findSmartcardByCardId: () => Promise.resolve(ok(known)),
    listProfileTemplates: () => Promise.resolve(ok([])),
  };
}

it('finds a call that takes effect during the check, and reports no conflict', async () => {
  expect(await askServer(server(1), confirmed, noAskContext)).toMatchObject({ event: 'found' });
});

it('reports a conflict if the card belongs to another person without this request', async () => {
  expect(await askServer(server(2), confirmed, noAskContext)).toMatchObject({ event: 'conflicting' });
});

describe('after a lost answer on a retired card that is bound again', () => {
  const retired = { ...smartcard, smartcardId: guid(60), status: 6, assignedUserId: guid(61) };
  const reusing = { ...noAskContext, reusableStatuses: [6] };
  const neverTaken = Number.POSITIVE_INFINITY;

  it.each([
    ['nothing took effect, and the card is unchanged', neverTaken, retired, reusing, 'not-found'],
    ['the settings allow no reuse of cards', neverTaken, retired, noAskContext, 'conflicting'],
    ['the request has its smartcard', 0, retired, reusing, 'found'],
    ['the request has its smartcard, and the server names both for the card', 0, { ...smartcard, others: [retired] }, reusing, 'found'],
    ['it takes effect while the server is asked', 1, { ...smartcard, others: [retired] }, reusing, 'found'],
    ['the card was given to another person meanwhile', neverTaken, { ...smartcard, others: [retired] }, reusing, 'conflicting'],
    ['one smartcard of the card has not ended', neverTaken, { ...retired, others: [{ ...smartcard, status: 3 }] }, reusing, 'conflicting'],
  ] as const)('%s', async (_, withoutSmartcard, known, context, event) => {
    expect(await askServer(server(withoutSmartcard, known), confirmed, context)).toMatchObject({ event });
  });
});
