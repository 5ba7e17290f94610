import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmError } from '../../shared/errors.js';
import type { FoundSmartcard } from '../cm/client.js';
import type { WatcherEvent } from '../readers/watcher-state.js';
import { JournalError } from '../store/journal.js';
import { noAskContext } from './ask-server.js';
import { binding, errors, exampleAtr, exampleCardId, exampleSmartcardId, guid } from './bindings.fixture.js';
import { cardStatusCalls, type CardStatusDeps } from './card-status-calls.js';

const retired: FoundSmartcard = {
  smartcardId: exampleSmartcardId,
  cardId: exampleCardId.text,
  atr: exampleAtr,
  status: 6,
  assignedUserId: guid(4),
};

const deps: CardStatusDeps = {
  journal: { claimOf: () => Promise.resolve(null), archivedClaimOf: () => Promise.resolve(null) },
  cm: { findSmartcardByCardId: () => Promise.resolve(ok(null)) },
  readers: {
    presentation: (id) =>
      id === 7 ? { readerName: 'Reader', atr: exampleAtr, identification: { state: 'identified', cardId: exampleCardId } } : undefined,
  },
  askContext: () => noAskContext,
  personName: () => Promise.resolve('Noor'),
  isOnline: () => true,
  monotonicMs: () => 0,
};

function handlers(
  found: Result<FoundSmartcard | null, CmError>,
  change: Partial<CardStatusDeps> = {},
  reusableStatuses: readonly number[] = [],
) {
  return cardStatusCalls({
    ...deps,
    cm: { findSmartcardByCardId: () => Promise.resolve(found) },
    askContext: () => ({ ...noAskContext, reusableStatuses }),
    ...change,
  }).handlers;
}

it("returns the server's status of a card: unknown, unassigned, assigned, or not available", async () => {
  const ask = async (found: Result<FoundSmartcard | null, CmError>, reusable: readonly number[] = []) =>
    handlers(found, {}, reusable)['cards/atServer']({ presentationId: 7 });
  expect(await ask(ok(null))).toEqual(ok({ state: 'not-shown' }));
  expect(await ask(fail(errors.unreached))).toEqual(ok({ state: 'silent', error: errors.unreached }));
  expect(await ask(ok({ ...retired, assignedUserId: null }))).toMatchObject({ value: { isInTheWay: false, smartcard: { owner: null } } });
  expect(await ask(ok(retired))).toMatchObject({
    value: { isInTheWay: true, isReusable: false, smartcard: { status: 6, owner: { userId: guid(4), name: 'Noor' } } },
  });
  expect(await ask(ok(retired), [6])).toMatchObject({ value: { isInTheWay: false, isReusable: true } });
  // An assigned smartcard decides, even if others have ended.
  expect(await ask(ok({ ...retired, others: [{ ...retired, smartcardId: guid(8), status: 3 }] }), [6])).toMatchObject({
    value: { isInTheWay: true, isReusable: false, smartcard: { smartcardId: guid(8), status: 3 } },
  });
});

it('returns the binding that claims a card, and nothing for a card that left or an unreadable journal', async () => {
  const claim = binding(5);
  const archivedClaimOf = () => Promise.resolve(null);
  const bound = handlers(ok(null), { journal: { claimOf: () => Promise.resolve(claim), archivedClaimOf } });
  expect(await bound['cards/boundHere']({ presentationId: 7 })).toEqual(ok({ claim }));
  expect(await bound['cards/boundHere']({ presentationId: 8 })).toEqual(fail({ code: 'card-left' }));
  const claimOf = () => Promise.reject(new JournalError('unusable', 'disk'));
  const broken = handlers(ok(null), { journal: { claimOf, archivedClaimOf } });
  expect(await broken['cards/boundHere']({ presentationId: 7 })).toMatchObject({ error: { code: 'journal-unreadable' } });
});

describe('a card whose id was just read', () => {
  const identified = (cardId = exampleCardId): WatcherEvent => ({
    name: 'cards/identified',
    payload: { readerId: 'Reader', presentationId: 7, identification: { state: 'identified', cardId } },
  });

  function asking(change: Partial<CardStatusDeps> = {}) {
    const asked: string[] = [];
    let ms = 0;
    const standings = cardStatusCalls({
      ...deps,
      journal: {
        claimOf: (what) => {
          asked.push('cardId' in what ? `journal ${what.cardId}` : 'journal, another');
          return Promise.resolve(null);
        },
        archivedClaimOf: () => Promise.resolve(null),
      },
      cm: {
        findSmartcardByCardId: (id) => {
          asked.push(`server ${id}`);
          return Promise.resolve(ok(null));
        },
      },
      monotonicMs: () => ms,
      ...change,
    });
    const call = () =>
      Promise.all([
        standings.handlers['cards/boundHere']({ presentationId: 7 }),
        standings.handlers['cards/atServer']({ presentationId: 7 }),
      ]);
    return { ...standings, call, asked, passes: (by: number) => (ms += by) };
  }
  const both = [`journal ${exampleCardId.text}`, `server ${exampleCardId.text}`];

  it('is looked up in the journal and at the server at once; the first call gets those answers and the next one asks again', async () => {
    const desk = asking();
    desk.readerEvent(identified());
    expect(desk.asked).toEqual(both);
    expect(await desk.call()).toEqual([ok({ claim: null }), ok({ state: 'not-shown' })]);
    expect(desk.asked).toEqual(both);
    await desk.call();
    expect(desk.asked).toEqual([...both, ...both]);
  });

  it.each<[string, (desk: ReturnType<typeof asking>) => void]>([
    ['2 s have passed', (desk) => void desk.passes(2_001)],
    ['a binding has changed', (desk) => desk.bindingChanged()],
    [
      'the card was removed and put back',
      (desk) => desk.readerEvent({ name: 'cards/removed', payload: { readerId: 'Reader', presentationId: 7 } }),
    ],
    ['the reader holds another card', (desk) => desk.readerEvent(identified({ ...exampleCardId, text: guid(9) }))],
  ])('is looked up again if %s', async (_what, happens) => {
    const desk = asking();
    desk.readerEvent(identified());
    happens(desk);
    const before = desk.asked.length;
    await desk.call();
    expect(desk.asked.slice(before)).toEqual(both);
  });

  it('is not looked up automatically at a server that does not answer', async () => {
    const desk = asking({ isOnline: () => false });
    desk.readerEvent(identified());
    expect(desk.asked).toEqual(both.slice(0, 1));
    await desk.call();
    expect(desk.asked).toEqual(both);
  });

  it('is looked up in the journal again if that cannot be read, and every call reports it', async () => {
    let times = 0;
    const claimOf = () => {
      times += 1;
      return Promise.reject(new JournalError('unusable', 'disk'));
    };
    const desk = asking({ journal: { claimOf, archivedClaimOf: () => Promise.resolve(null) } });
    desk.readerEvent(identified());
    for (const asked of [1, 2]) {
      expect((await desk.call())[0]).toMatchObject({ error: { code: 'journal-unreadable' } });
      expect(times).toBe(asked);
    }
  });
});

it('returns when a card with an archived binding was bound here', async () => {
  const archived = { bindingId: guid(5), confirmedAt: '2020-01-05T08:00:00.000Z', archivedAt: '2026-01-05T08:00:00.000Z', file: 'old.cda' };
  const archivedClaimOf: CardStatusDeps['journal']['archivedClaimOf'] = (what) =>
    Promise.resolve('cardId' in what && what.cardId === exampleCardId.text ? archived : null);
  const journal = { claimOf: () => Promise.resolve(null), archivedClaimOf };
  expect(await handlers(ok(null), { journal })['cards/boundHere']({ presentationId: 7 })).toEqual(ok({ claim: null, archived }));
});
