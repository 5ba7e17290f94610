import { describe, expect, it } from 'vitest';
import type { Approval, OverridableCode } from '../../shared/approvals.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Identification } from '../../shared/cards.js';
import { legacyRequestFacts, type RequestStage } from '../../shared/bindable.js';
import type { CmError, StationError } from '../../shared/errors.js';
import type { FoundSmartcard } from '../cm/client.js';
import type { RequestView } from '../../shared/requests.js';
import { fail, ok } from '../../shared/result.js';
import { noStockObjection } from '../stock/stock-gate.js';
import { JournalError } from '../store/journal.js';
import { noAskContext } from './ask-server.js';
import { confirmBinding, type ConfirmBindingDeps } from './bindings.js';
import {
  binding,
  errors,
  exampleAtr,
  exampleCardId,
  exampleRequest,
  exampleSeen,
  exampleSmartcardId,
  guid,
  nothingPrepared,
  requestAtServer,
} from './bindings.fixture.js';

const identified: Identification = { state: 'identified', cardId: exampleCardId };
const removed: Identification = { state: 'unidentified', problem: { code: 'removed' } };

/** Default: the card is in the reader, the request approved, and nothing is bound. */
function world(change: (options: Mutable) => void = () => undefined) {
  const begun: BindingView[] = [];
  const notes: object[] = [];
  const approved: (Approval | undefined)[] = [];
  const options: Mutable = {
    journal: {
      claimOf: () => Promise.resolve(null),
      archivedClaimOf: () => Promise.resolve(null),
      unreadableAbout: () => Promise.resolve(null),
      note: (event, facts) => {
        notes.push({ event, facts });
        return Promise.resolve();
      },
    },
    cm: {
      getRequest: (requestId) => Promise.resolve(ok({ ...requestAtServer, requestId })),
      findSmartcardByCardId: () => Promise.resolve(ok(null)),
    },
    readers: {
      presentation: (id) => (id === 7 ? { readerName: 'Reader 1', atr: exampleAtr, identification: identified } : undefined),
      identifyAgain: () => Promise.resolve(identified),
    },
    askContext: () => noAskContext,
    shownRequest: (id) => (id === exampleRequest.requestId ? { view: exampleRequest, approvedStatus: 3 } : undefined),
    personName: () => Promise.resolve('Another Person'),
    bindUnresolvedPeople: false,
    stockObjection: noStockObjection,
    barred: () => null,
    offline: { accept: false, longestAgeHours: 24 },
    prepared: nothingPrepared,
    runObjection: () => null,
    requestsFetchedAt: () => '2026-01-05T07:00:00.000Z',
    newId: () => guid(1),
    nextSlip: () => 17,
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    begin: (row, approval) => {
      begun.push(row);
      approved.push(approval);
      return Promise.resolve({ outcome: 'written', binding: row });
    },
  };
  change(options);
  const confirm = (approval: Approval | null = null, printedSerial?: string) =>
    confirmBinding(options, { requestId: exampleRequest.requestId, presentationId: 7, seen: exampleSeen, printedSerial }, approval);
  return { begun, notes, approved, confirm };
}

const approvalOf = (...refusals: OverridableCode[]): Approval => ({
  approvalId: guid(9),
  approver: 'EXAMPLE\\noor',
  role: 'supervisor',
  refusals,
  reason: 'known here',
});
const unresolved = (o: Mutable): void => {
  o.shownRequest = () => ({
    view: { ...exampleRequest, person: { state: 'unresolved', userId: exampleRequest.person.userId } },
    approvedStatus: 3,
  });
};
const oldList = (o: Mutable): void => {
  o.offline = { accept: true, longestAgeHours: 24 };
  o.requestsFetchedAt = () => '2026-01-01T07:00:00.000Z';
  o.cm = {
    getRequest: () => Promise.resolve(fail(errors.unreached)),
    findSmartcardByCardId: () => Promise.resolve(fail(errors.unreached)),
  };
};

type Mutable = { -readonly [K in keyof ConfirmBindingDeps]: ConfirmBindingDeps[K] };

describe('confirming a binding', () => {
  it('begins a binding with the card of the presentation and the request as shown', async () => {
    const { confirm, begun } = world();
    const expected: BindingView = {
      bindingId: guid(1),
      request: exampleRequest,
      cardId: exampleCardId,
      atr: exampleAtr,
      readerName: 'Reader 1',
      confirmedAt: '2026-01-05T08:00:00.000Z',
      approvedStatus: 3,
      slipNumber: 17,
      state: { state: 'intended' },
    };
    expect(await confirm()).toEqual(ok(expected));
    expect(begun).toEqual([expected]);
  });

  it('passes on the number read from the card, and binds nothing if it does not match, whatever the approval', async () => {
    const { confirm, begun } = world((o) => {
      o.stockObjection = ({ printedSerial }) =>
        Promise.resolve(printedSerial === 'SN-1' ? null : { code: 'serial-not-confirmed', reason: 'other-serial' });
    });
    const refused = { ok: false, error: { code: 'serial-not-confirmed' } };
    expect(await confirm()).toMatchObject(refused);
    expect(await confirm(null, 'SN-2')).toMatchObject(refused);
    expect(await confirm({ ...approvalOf('card-refused-by-stock'), refusals: ['serial-not-confirmed'] }, 'SN-2')).toMatchObject(refused);
    expect(begun).toEqual([]);
    expect(await confirm(null, 'SN-1')).toMatchObject({ ok: true });
  });

  const request = (change: object) => (options: Mutable) => {
    options.cm = { ...options.cm, getRequest: (requestId) => Promise.resolve(ok({ ...requestAtServer, requestId, ...change })) };
  };
  const again = (identification: Identification) => (options: Mutable) => {
    options.readers = { ...options.readers, identifyAgain: () => Promise.resolve(identification) };
  };
  const presented = (identification: Identification) => (options: Mutable) => {
    options.readers = {
      ...options.readers,
      presentation: () => ({ readerName: 'Reader 1', atr: exampleAtr, identification }),
    };
  };
  // Changes both the list and the server; only what the operator saw is different.
  const shown = (change: Partial<RequestView>) => (options: Mutable) => {
    const view = { ...exampleRequest, ...change };
    options.shownRequest = () => ({ view, approvedStatus: 3 });
    request({ targetUserId: view.person.userId, profileTemplateId: view.profileTemplate.profileTemplateId })(options);
  };
  const other = binding(5);

  const refusals: [string, (options: Mutable) => void, StationError][] = [
    ['the card has left', (o) => (o.readers = { ...o.readers, presentation: () => undefined }), { code: 'card-left' }],
    ['the card is still being read', presented({ state: 'identifying' }), { code: 'card-unidentified', problem: null }],
    [
      'the card has no id',
      presented({ state: 'unidentified', problem: { code: 'unknown-applet' } }),
      { code: 'card-unidentified', problem: { code: 'unknown-applet' } },
    ],
    ['the card left at the last moment', again(removed), { code: 'card-left' }],
    [
      'the card shows another id at the last moment',
      again({ state: 'identified', cardId: { ...exampleCardId, text: guid(9) } }),
      { code: 'card-changed' },
    ],
    [
      'the card cannot be read at the last moment',
      again({ state: 'unidentified', problem: { code: 'in-use' } }),
      { code: 'card-unidentified', problem: { code: 'in-use' } },
    ],
    [
      'the card has another id than the one that was shown',
      presented({ state: 'identified', cardId: { ...exampleCardId, text: guid(9) } }),
      { code: 'card-changed' },
    ],
    [
      'the request is for a different person than the one that was shown',
      shown({ person: { ...exampleRequest.person, userId: guid(9) } }),
      { code: 'request-not-bindable', reason: 'changed' },
    ],
    [
      'the request is for a different profile template than the one that was shown',
      shown({ profileTemplate: { profileTemplateId: guid(9), name: null } }),
      { code: 'request-not-bindable', reason: 'changed' },
    ],
    ['the request is not known', (o) => (o.shownRequest = () => undefined), { code: 'request-unknown' }],
    [
      'the person has no known name',
      (o) =>
        (o.shownRequest = () => ({
          view: { ...exampleRequest, person: { state: 'unresolved', userId: exampleRequest.person.userId } },
          approvedStatus: 3,
        })),
      { code: 'person-unresolved' },
    ],
    ['the request has a smartcard now', request({ newSmartcardId: guid(3) }), { code: 'request-not-bindable', reason: 'has-a-smartcard' }],
    ['the request is no longer approved', request({ status: 8 }), { code: 'request-not-bindable', reason: 'not-approved' }],
    ['the request is for another person now', request({ targetUserId: guid(3) }), { code: 'request-not-bindable', reason: 'changed' }],
    [
      'the request is not for a smartcard',
      request({ isSmartcard: false }),
      { code: 'request-not-bindable', reason: 'not-a-smartcard-request' },
    ],
    [
      'the request is gone',
      (o) =>
        (o.cm = { ...o.cm, getRequest: () => Promise.resolve(fail({ code: 'not-found', status: 404, correlationId: null, message: '' })) }),
      { code: 'request-not-bindable', reason: 'gone' },
    ],
    [
      'the server cannot be asked',
      (o) => (o.cm = { ...o.cm, getRequest: () => Promise.resolve(fail(errors.unreached)) }),
      { code: 'line-down', error: errors.unreached },
    ],
    [
      'the server has the card as another person’s',
      (o) =>
        (o.cm = {
          ...o.cm,
          findSmartcardByCardId: () =>
            Promise.resolve(
              ok({
                smartcardId: exampleSmartcardId,
                cardId: exampleCardId.text,
                atr: exampleAtr,
                status: 2,
                assignedUserId: guid(4),
              }),
            ),
        }),
      { code: 'card-known-to-server', smartcardId: exampleSmartcardId, personName: 'Another Person' },
    ],
    [
      'this station has already bound the request',
      (o) => (o.journal = { ...o.journal, claimOf: (what) => Promise.resolve('requestId' in what ? other : null) }),
      { code: 'request-bound-here', bindingId: other.bindingId, cardId: other.cardId.text },
    ],
    [
      'this station has already bound the card',
      (o) => (o.journal = { ...o.journal, claimOf: (what) => Promise.resolve('cardId' in what ? other : null) }),
      { code: 'card-bound-here', bindingId: other.bindingId, requestId: other.request.requestId, personName: 'Noor van der Velden' },
    ],
    [
      'a row of the journal that cannot be read is about the request or the card',
      (o) =>
        (o.journal = {
          ...o.journal,
          unreadableAbout: (pair) => {
            expect(pair).toEqual({ requestId: exampleRequest.requestId, cardId: exampleCardId.text });
            return Promise.resolve({ entry: 12, isPairKnown: true, isSettled: true, slipNumber: null });
          },
        }),
      { code: 'binding-unreadable', entry: 12, isPairKnown: true },
    ],
    [
      'such a row is found only while the intent is written',
      (o) =>
        (o.begin = () =>
          Promise.resolve({ outcome: 'unreadable', by: { entry: 12, isPairKnown: false, isSettled: false, slipNumber: null } })),
      { code: 'binding-unreadable', entry: 12, isPairKnown: false },
    ],
    [
      'two confirmations race: the database decides',
      (o) => (o.begin = () => Promise.resolve({ outcome: 'request-claimed', by: other })),
      { code: 'request-bound-here', bindingId: other.bindingId, cardId: other.cardId.text },
    ],
    [
      'the journal cannot be written',
      (o) => (o.begin = () => Promise.reject(new JournalError('unusable', 'disk full'))),
      { code: 'journal-failed', detail: 'disk full' },
    ],
  ];
  it.each(refusals)('does nothing when %s', async (_name, change, error) => {
    const { confirm, begun } = world(change);
    expect(await confirm()).toEqual(fail(error));
    expect(begun).toEqual([]);
  });

  const { requestId } = exampleRequest;
  const by = { file: 'cards.csv', line: 3, card: guid(8), requestId: guid(7), person: [], template: null };
  const cardForAnother = { check: 'card-for-another', by, request: null } as const;
  const requestForAnother = { check: 'request-for-another', by } as const;

  it('does nothing that the run refuses, whatever the approval, also if the run refuses only after the server has answered', async () => {
    const objection = { code: 'run-other-card' as const, file: 'cards.csv', line: 3, card: guid(8) };
    const approved = approvalOf('card-prepared-for-another', 'request-prepared-for-another');
    for (const saysYes of [0, 1]) {
      let asked = 0;
      const { confirm, begun, notes } = world((o) => {
        o.prepared = { check: () => cardForAnother, otherwise: 'warn' };
        o.runObjection = (said, of) => {
          expect([said, of]).toEqual([cardForAnother, requestId]);
          asked += 1;
          return asked > saysYes ? objection : null;
        };
      });
      expect(await confirm(approved)).toEqual(fail(objection));
      expect([begun, notes, asked]).toEqual([[], [], saysYes + 1]);
    }
  });

  it.each([
    [
      'the card for another request',
      cardForAnother,
      { code: 'card-prepared-for-another', file: 'cards.csv', line: 3, requestId: guid(7), personName: null },
    ],
    [
      'the request for another card',
      requestForAnother,
      { code: 'request-prepared-for-another', file: 'cards.csv', line: 3, card: guid(8) },
    ],
  ] as const)('does nothing when a file has %s, and offers no approval', async (_what, said, error) => {
    let asked = 0;
    const { confirm, begun, notes } = world((o) => {
      o.prepared = { check: () => said, otherwise: 'refuse' };
      o.cm = { ...o.cm, findSmartcardByCardId: () => Promise.resolve(ok(((asked += 1), null))) };
    });
    expect(await confirm()).toEqual(fail(error));
    expect([asked, ...begun, ...notes]).toEqual([0]);
  });

  it('does nothing when a conflicting file arrives while the server answers', async () => {
    let looks = 0;
    const { confirm, begun } = world(
      (o) => (o.prepared = { check: () => ((looks += 1) === 1 ? { check: 'none' } : cardForAnother), otherwise: 'refuse' }),
    );
    expect(await confirm()).toMatchObject({ ok: false, error: { code: 'card-prepared-for-another' } });
    expect(begun).toEqual([]);
  });

  describe('binding a card that was retired at the server', () => {
    const retired = { smartcardId: exampleSmartcardId, cardId: exampleCardId.text, atr: exampleAtr, status: 6, assignedUserId: guid(4) };
    const earlier = { ...binding(5), state: { state: 'bound' as const, status: 204 as const, smartcardUri: null } };
    const known = (found: FoundSmartcard | null, reusableStatuses: readonly number[], claim: BindingView | null = null) => {
      const reused: (string | undefined)[] = [];
      const { confirm } = world((o) => {
        o.cm = { ...o.cm, findSmartcardByCardId: () => Promise.resolve(ok(found)) };
        o.askContext = () => ({ ...noAskContext, reusableStatuses });
        o.journal = { ...o.journal, claimOf: (what) => Promise.resolve('cardId' in what ? claim : null) };
        const { begin } = o;
        o.begin = (row, approval, reuses) => {
          reused.push(reuses);
          return begin(row, approval, reuses);
        };
      });
      return confirm().then((confirmed) => ({ confirmed, reused }));
    };

    it('is refused if settings do not allow reuse', async () => {
      expect(await known(retired, [])).toMatchObject({ confirmed: { error: { code: 'card-known-to-server' } }, reused: [] });
    });

    it('succeeds if settings allow reuse, also after an earlier binding here', async () => {
      expect(await known(retired, [6])).toMatchObject({ confirmed: { ok: true }, reused: [undefined] });
      expect(await known(retired, [6], earlier)).toMatchObject({ confirmed: { ok: true }, reused: [earlier.bindingId] });
    });

    it.each([
      ['another smartcard of the card is in use', { ...retired, others: [{ ...retired, smartcardId: guid(8), status: 3 }] }],
      [
        'another smartcard of the card belongs to no one and has not ended',
        { ...retired, others: [{ ...retired, assignedUserId: null, status: 1 }] },
      ],
    ])('is refused when %s', async (_what, found) => {
      expect(await known(found, [6])).toMatchObject({ confirmed: { error: { code: 'card-known-to-server' } }, reused: [] });
    });

    it('is refused when this station bound the card and the server does not know it, or the binding is still open', async () => {
      expect(await known(null, [6], earlier)).toMatchObject({ confirmed: { error: { code: 'card-bound-here' } }, reused: [] });
      expect(await known(retired, [6], binding(5))).toMatchObject({ confirmed: { error: { code: 'card-bound-here' } }, reused: [] });
    });
  });

  it.each([
    ['whose type is about a card', { type: 7, facts: { ...legacyRequestFacts(7), hasOldCard: true } }, { reason: 'about-a-card', type: 7 }],
    ['for a virtual card', { facts: { ...legacyRequestFacts(1), isVirtual: true } }, { reason: 'virtual' }],
    [
      'that still waits for its approval in the CM portal',
      { facts: { ...legacyRequestFacts(1), stage: 'pending' as const } },
      { reason: 'not-approved' },
    ],
  ])('offers no approval for a request %s, and sends nothing', async (_what, change, error) => {
    const { confirm, begun } = world((o) => {
      o.shownRequest = () => ({ view: { ...exampleRequest, ...change }, approvedStatus: 3 });
      o.cm = { getRequest: () => expect.unreachable(), findSmartcardByCardId: () => expect.unreachable() };
    });
    expect(await confirm()).toMatchObject({ ok: false, error: { code: 'request-not-bindable', ...error } });
    expect(begun).toEqual([]);
  });

  it.each([
    ['has become one about a card', { oldSmartcardId: guid(3) }, { type: 7 }, 'about-a-card'],
    ['is of another type now', { type: 2 }, {}, 'changed'],
    ['unblocks a card', { type: 5 }, { type: 5 }, 'takes-no-card'],
  ])('refuses a request that the server has as %s', async (_what, atServer, onScreen, reason) => {
    const { confirm, begun } = world((o) => {
      const type = 'type' in onScreen ? onScreen.type : 1;
      const facts = { ...legacyRequestFacts(1), hasOldCard: false };
      o.shownRequest = () => ({ view: { ...exampleRequest, type: type === 5 ? 1 : type, facts }, approvedStatus: 3 });
      o.cm = { ...o.cm, getRequest: () => Promise.resolve(ok({ ...requestAtServer, type, ...atServer })) };
    });
    expect(await confirm()).toMatchObject({ ok: false, error: { code: 'request-not-bindable', reason } });
    expect(begun).toEqual([]);
  });

  it('binds a request that is now executing, if its status came in that list', async () => {
    const executing = (stage: RequestStage | null) =>
      world((o) => {
        o.cm = { ...o.cm, getRequest: () => Promise.resolve(ok({ ...requestAtServer, status: 4 })) };
        o.askContext = () => ({ ...noAskContext, bindable: { ...noAskContext.bindable, stageOf: () => stage } });
      }).confirm();
    expect(await executing('executing')).toMatchObject({ ok: true });
    expect(await executing('pending')).toMatchObject({ error: { reason: 'not-approved' } });
    expect(await executing(null)).toMatchObject({ error: { reason: 'not-approved' } });
  });

  it('binds a mismatch if settings only warn, and journals the mismatch first', async () => {
    const { confirm, begun, notes } = world((o) => {
      o.prepared = { check: () => cardForAnother, otherwise: 'warn' };
      const { begin } = o;
      o.begin = (row, approval, reuses) => begin({ ...row, readerName: `${String(notes.length)} notes before` }, approval, reuses);
    });
    expect(await confirm()).toMatchObject({ ok: true });
    expect(notes).toEqual([
      {
        event: 'prepared-otherwise',
        facts: { bindingId: guid(1), said: 'card-for-another', file: 'cards.csv', line: 3, requestId, cardId: exampleCardId.text },
      },
    ]);
    expect(begun).toMatchObject([{ bindingId: guid(1), readerName: '1 notes before' }]);
  });

  it('does nothing when the mismatch cannot be journaled', async () => {
    const { confirm, begun } = world((o) => {
      o.prepared = { check: () => requestForAnother, otherwise: 'warn' };
      o.journal = { ...o.journal, note: () => Promise.reject(new JournalError('unusable', 'disk full')) };
    });
    expect(await confirm()).toEqual(fail({ code: 'journal-failed', detail: 'disk full' }));
    expect(begun).toEqual([]);
  });

  const offline =
    (error: CmError, fetchedAt: string | null = '2026-01-05T07:00:00.000Z') =>
    (o: Mutable) => {
      o.offline = { accept: true, longestAgeHours: 2 };
      o.requestsFetchedAt = () => fetchedAt;
      o.cm = { getRequest: () => Promise.resolve(fail(error)), findSmartcardByCardId: () => Promise.resolve(fail(error)) };
    };

  it('queues a binding while the server is unreachable, if settings allow it', async () => {
    const { confirm, begun } = world(offline(errors.unreached));
    const confirmed = await confirm();
    expect(confirmed).toMatchObject({
      ok: true,
      value: { state: { state: 'waiting', attempt: 0, mayHaveReached: false, error: errors.unreached } },
    });
    expect(begun).toHaveLength(1);
  });

  it('queues nothing when the server refused one check and left the other unanswered', async () => {
    const { confirm, begun } = world((o) => {
      const { cm } = o;
      offline(errors.unreached)(o);
      o.cm = {
        getRequest: (id) => cm.getRequest(id).then(() => ok({ ...requestAtServer, requestId: id, status: 8 })),
        findSmartcardByCardId: () => Promise.resolve(fail(errors.unreached)),
      };
    });
    expect(await confirm()).toEqual(fail({ code: 'request-not-bindable', reason: 'not-approved' }));
    expect(begun).toEqual([]);
  });

  it.each([
    ['the list of requests is too old', offline(errors.unreached, '2026-01-05T05:59:00.000Z'), 'requests-too-old'],
    ['the clock was set back', offline(errors.unreached, '2026-01-05T09:00:00.000Z'), 'requests-too-old'],
    ['there is no list', offline(errors.unreached, null), 'line-down'],
    ['the server answers with an error', offline(errors.server), 'line-down'],
    ['no one is signed in', offline(errors.signedOut), 'line-down'],
  ])('queues nothing when %s', async (_name, change, code) => {
    const { confirm, begun } = world(change);
    expect(await confirm()).toMatchObject({ ok: false, error: { code } });
    expect(begun).toEqual([]);
  });

  it('does nothing when the card leaves while the server answers', async () => {
    let present = true;
    const { confirm, begun } = world((o) => {
      const { readers } = o;
      o.readers = { ...readers, presentation: (id) => (present ? readers.presentation(id) : undefined) };
      o.cm = {
        ...o.cm,
        getRequest: (requestId) => {
          present = false;
          return Promise.resolve(ok({ ...requestAtServer, requestId }));
        },
      };
    });
    expect(await confirm()).toEqual(fail({ code: 'card-left' }));
    expect(begun).toEqual([]);
  });

  it('binds for a person without a known name if settings allow it', async () => {
    const { confirm } = world((o) => {
      o.bindUnresolvedPeople = true;
      o.shownRequest = () => ({
        view: { ...exampleRequest, person: { state: 'unresolved', userId: exampleRequest.person.userId } },
        approvedStatus: 3,
      });
    });
    expect((await confirm()).ok).toBe(true);
  });
});

describe("a second person's approval", () => {
  it("overrides the station's own settings, and is journaled with the intent", async () => {
    const { confirm, begun, approved } = world(unresolved);
    expect(await confirm()).toEqual(fail({ code: 'person-unresolved' }));
    const approval = approvalOf('person-unresolved');
    expect(await confirm(approval)).toMatchObject({ ok: true });
    expect(begun).toHaveLength(1);
    expect(approved).toEqual([approval]);
  });

  it('overrides only the approved refusals', async () => {
    const both = world((o) => {
      unresolved(o);
      oldList(o);
    });
    expect(await both.confirm(approvalOf('requests-too-old'))).toEqual(fail({ code: 'person-unresolved' }));
    expect(await both.confirm(approvalOf('person-unresolved'))).toMatchObject({ error: { code: 'requests-too-old' } });
    expect(await both.confirm(approvalOf('person-unresolved', 'requests-too-old'))).toMatchObject({
      ok: true,
      value: { state: { state: 'waiting', mayHaveReached: false } },
    });
    expect(both.begun).toHaveLength(1);
  });

  it.each<[string, (o: Mutable) => void, StationError['code']]>([
    [
      'the server, about the request',
      (o) => {
        o.cm.getRequest = (requestId) => Promise.resolve(ok({ ...requestAtServer, requestId, status: 1 }));
      },
      'request-not-bindable',
    ],
    [
      'the server, about the person',
      (o) => {
        o.cm.getRequest = (requestId) => Promise.resolve(ok({ ...requestAtServer, requestId, targetUserId: guid(77) }));
      },
      'request-not-bindable',
    ],
    [
      'the server, about the card',
      (o) => {
        o.cm.findSmartcardByCardId = () =>
          Promise.resolve(
            ok({ smartcardId: exampleSmartcardId, status: 3, assignedUserId: guid(5), cardId: exampleCardId.text, atr: exampleAtr }),
          );
      },
      'card-known-to-server',
    ],
    [
      'the journal, about the request',
      (o) => {
        o.journal.claimOf = (what) => Promise.resolve('requestId' in what ? binding(1) : null);
      },
      'request-bound-here',
    ],
    [
      'the journal, about the card',
      (o) => {
        o.journal.claimOf = (what) => Promise.resolve('cardId' in what ? binding(1) : null);
      },
      'card-bound-here',
    ],
    [
      'the journal at the last moment',
      (o) => {
        o.begin = () => Promise.resolve({ outcome: 'card-claimed', by: binding(1) });
      },
      'card-bound-here',
    ],
    [
      'the reader',
      (o) => {
        o.readers.identifyAgain = () => Promise.resolve(removed);
      },
      'card-left',
    ],
    [
      'a server that does not answer, where the settings allow no binding offline',
      (o) => {
        o.cm.getRequest = () => Promise.resolve(fail(errors.unreached));
      },
      'line-down',
    ],
  ])('never overrides a refusal by %s', async (_, change, code) => {
    const { confirm, begun } = world((o) => {
      o.journal = { ...o.journal };
      o.cm = { ...o.cm };
      o.readers = { ...o.readers };
      change(o);
    });
    expect(await confirm(approvalOf('person-unresolved', 'requests-too-old'))).toMatchObject({ ok: false, error: { code } });
    expect(begun).toEqual([]);
  });
});

it('writes nothing if a person without permission has signed in meanwhile', async () => {
  const barred: StationError = { code: 'not-allowed', call: 'bindings/confirm', needs: 'operator' };
  const { confirm, begun } = world((o) => {
    o.barred = () => barred;
  });
  expect(await confirm()).toEqual(fail(barred));
  expect(begun).toEqual([]);
});
