import { expect, it } from 'vitest';
import { ok } from '../../shared/result.js';
import { askServer, noAskContext, type AskClient } from './ask.js';
import { binding, exampleRequest, exampleSmartcardId, requestAtServer } from './bindings.fixture.js';

const confirmed = binding(1);
const smartcard = {
  smartcardId: exampleSmartcardId,
  cardId: confirmed.cardId.text,
  atr: confirmed.atr,
  status: 1,
  assignedUserId: exampleRequest.person.userId,
};

/** A server whose request has no smartcard the first so many times it is read, while the card is somebody's already. */
function server(withoutSmartcard: number): AskClient {
  let reads = 0;
  return {
    getRequest: (requestId) => {
      reads += 1;
      return Promise.resolve(ok({ ...requestAtServer, requestId, newSmartcardId: reads > withoutSmartcard ? exampleSmartcardId : null }));
    },
    getSmartcard: () => Promise.resolve(ok(smartcard)),
    findSmartcardByCardId: () => Promise.resolve(ok(smartcard)),
    listProfileTemplates: () => Promise.resolve(ok([])),
  };
}

it('a call that takes effect while the server is asked is found, and is no conflict', async () => {
  expect(await askServer(server(1), confirmed, noAskContext)).toMatchObject({ event: 'found' });
});

it('a card that is somebody’s without this request is a conflict', async () => {
  expect(await askServer(server(2), confirmed, noAskContext)).toMatchObject({ event: 'conflicting' });
});
