import { expect, it } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmError } from '../../shared/errors.js';
import type { FoundSmartcard } from '../cm/client.js';
import { JournalError } from '../store/journal.js';
import { noAskContext } from './ask.js';
import { binding, errors, exampleAtr, exampleCardId, exampleSmartcardId, guid } from './bindings.fixture.js';
import { standingHandlers, type StandingDeps } from './standing-handlers.js';

const retired: FoundSmartcard = {
  smartcardId: exampleSmartcardId,
  cardId: exampleCardId.text,
  atr: exampleAtr,
  status: 6,
  assignedUserId: guid(4),
};

function handlers(
  found: Result<FoundSmartcard | null, CmError>,
  change: Partial<StandingDeps> = {},
  reusableStatuses: readonly number[] = [],
) {
  return standingHandlers({
    journal: { claimOf: () => Promise.resolve(null) },
    cm: { findSmartcardByCardId: () => Promise.resolve(found) },
    readers: {
      presentation: (id) =>
        id === 7 ? { readerName: 'Reader', atr: exampleAtr, identification: { state: 'identified', cardId: exampleCardId } } : undefined,
    },
    askContext: () => ({ ...noAskContext, reusableStatuses }),
    personName: () => Promise.resolve('Noor'),
    ...change,
  });
}

it('says what the server shows of a card: nothing, nobody’s, somebody’s with its status, or that it could not be asked', async () => {
  const ask = async (found: Result<FoundSmartcard | null, CmError>, reusable: readonly number[] = []) =>
    handlers(found, {}, reusable)['cards/atServer']({ presentationId: 7 });
  expect(await ask(ok(null))).toEqual(ok({ state: 'not-shown' }));
  expect(await ask(fail(errors.unreached))).toEqual(ok({ state: 'silent', error: errors.unreached }));
  expect(await ask(ok({ ...retired, assignedUserId: null }))).toMatchObject({ value: { isInTheWay: false, smartcard: { owner: null } } });
  expect(await ask(ok(retired))).toMatchObject({
    value: { isInTheWay: true, isRecycled: false, smartcard: { status: 6, owner: { userId: guid(4), name: 'Noor' } } },
  });
  expect(await ask(ok(retired), [6])).toMatchObject({ value: { isInTheWay: false, isRecycled: true } });
  // One that is in use decides, whatever else the card was.
  expect(await ask(ok({ ...retired, others: [{ ...retired, smartcardId: guid(8), status: 3 }] }), [6])).toMatchObject({
    value: { isInTheWay: true, isRecycled: false, smartcard: { smartcardId: guid(8), status: 3 } },
  });
});

it('says which binding of this station claims a card, and nothing of a card that has left or a journal that cannot be read', async () => {
  const claim = binding(5);
  const bound = handlers(ok(null), { journal: { claimOf: () => Promise.resolve(claim) } });
  expect(await bound['cards/boundHere']({ presentationId: 7 })).toEqual(ok({ claim }));
  expect(await bound['cards/boundHere']({ presentationId: 8 })).toEqual(fail({ code: 'card-left' }));
  const broken = handlers(ok(null), { journal: { claimOf: () => Promise.reject(new JournalError('unusable', 'disk')) } });
  expect(await broken['cards/boundHere']({ presentationId: 7 })).toMatchObject({ error: { code: 'journal-unreadable' } });
});
