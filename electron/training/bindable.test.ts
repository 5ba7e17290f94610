import { describe, expect, it } from 'vitest';
import { bindable, notBindableReasons, type BindableRule, type NotBindableReason, type RequestFacts } from '../../shared/bindable.js';
import { guid } from '../bindings/bindings.fixture.js';
import { cmRequestSchema, cmProfileTemplateSchema } from '../cm/schemas.js';
import { emptyBindableContext, whyNotBindable } from '../requests/why-not-bindable.js';
import { ServiceBook } from './service-book.js';
import { NO_GUID, wireRequest, wireRequestType, wireStatus, type WireProfileTemplate, type WireRequest } from './service-wire.js';

/** Every combination of what decides: type, status, template kind, old and new card, executor, smart card or not. */
const { Enroll, OnlineUpdate, Unblock, Retire, Replace } = wireRequestType;
const types = [Enroll, OnlineUpdate, Unblock, Retire, Replace, 77];
const statuses = ['Approved', 'Executing', 'Pending', 'Completed', 'Denied'] as const;
const stages = { Approved: 'approved', Executing: 'executing', Pending: 'pending', Completed: null, Denied: null } as const;
const templates = ['physical', 'virtual', 'hidden'] as const;
const bools = [false, true];
const rules: readonly BindableRule[] = [
  { types: [], personal: 'note' },
  { types: [Replace], personal: 'note' },
  { types: [], personal: 'refuse' },
  { types: [Replace], personal: 'hide' },
];

const ME = guid(1);
const OTHER_PERSON = guid(2);
const OLD = guid(3);
const ids = { physical: guid(10), virtual: guid(11), hidden: guid(12) };
const template = (Uuid: string, virtual: boolean): WireProfileTemplate => ({
  ...{ Name: 'T', Description: '', Uuid },
  ...{ IsSmartcardProfileTemplate: true, IsVirtualSmartcardProfileTemplate: virtual },
});
const profileTemplates = [template(ids.physical, false), template(ids.virtual, true)];

interface Combination {
  readonly request: WireRequest;
  readonly facts: RequestFacts | null;
  readonly rule: BindableRule;
}

const combinations: readonly Combination[] = types.flatMap((type) =>
  statuses.flatMap((status) =>
    templates.flatMap((kind) =>
      bools.flatMap((hasOld) =>
        bools.flatMap((hasNew) =>
          bools.flatMap((byAgent) =>
            bools.flatMap((isSmartcard) =>
              rules.map((rule): Combination => {
                const stage = stages[status];
                const request = wireRequest({
                  ...{ Uuid: guid(100), OriginatorUserUuid: ME, TargetUserUuid: OTHER_PERSON, Submitted: '2026-01-05T08:00:00Z' },
                  ...{ ProfileTemplateUuid: ids[kind], RequestType: type, Status: wireStatus[status] },
                  ...{ OldSmartcardUuid: hasOld ? OLD : NO_GUID, NewSmartcardUuid: hasNew ? OLD : NO_GUID },
                  ...{ IsEnrollmentAgent: byAgent, IsSmartcard: isSmartcard },
                });
                const isVirtual = kind === 'hidden' ? null : kind === 'virtual';
                const told = { isSmartcard, hasNewCard: hasNew, hasOldCard: hasOld, isEnrollmentAgent: byAgent, isVirtual };
                return { request, facts: stage === null ? null : { stage, ...told }, rule };
              }),
            ),
          ),
        ),
      ),
    ),
  ),
);

/** The rule as read from the pages: each reason on its own. */
const reasonsOf = ({ request, facts, rule }: Combination): NotBindableReason[] => {
  const { RequestType: type } = request;
  const holds: Record<NotBindableReason, boolean> = {
    'has-a-smartcard': request.NewSmartcardUuid !== NO_GUID,
    'not-a-smartcard-request': !request.IsSmartcard,
    virtual: request.ProfileTemplateUuid === ids.virtual,
    'not-approved': facts === null || facts.stage === 'pending',
    'takes-no-card': type === Unblock,
    'about-a-card': type !== Enroll && type !== Unblock && request.OldSmartcardUuid !== NO_GUID && !rule.types.includes(type),
    personal: !request.IsEnrollmentAgent && rule.personal !== 'note',
  };
  return notBindableReasons.filter((reason) => holds[reason]);
};

const known = profileTemplates.map((one) => cmProfileTemplateSchema.parse(one));
/** Main's decision about the request at the server, by the list it came in. */
const saidByMain = ({ request, facts, rule }: Combination): ReturnType<typeof whyNotBindable> => {
  const now = cmRequestSchema.parse(request);
  const view = {
    ...{ requestId: now.requestId, type: now.type, person: { state: 'unresolved' as const, userId: OTHER_PERSON } },
    ...{ profileTemplate: { profileTemplateId: now.profileTemplateId, name: null }, submittedAt: now.submittedAt },
    ...{ priority: 0, comment: '', ...(facts === null ? {} : { facts }) },
  };
  return whyNotBindable(
    now,
    // Ended requests are in none of the lists.
    { view, approvedStatus: facts === null ? wireStatus.Approved : now.status },
    { ...emptyBindableContext, rule, isVirtual: (id) => known.find((one) => one.profileTemplateId === id)?.isVirtual ?? null },
  );
};

/** Whether the strict training service accepts a card for it. */
const isTaken = ({ request }: Combination, signedInUserId: string): boolean => {
  const population = { signedInUserId, profileTemplates, requests: [{ request }], smartcards: [], personalOnly: true as const };
  const book = new ServiceBook({ population, newGuid: () => guid(500), now: () => new Date('2026-01-05T08:00:00Z') });
  return 'smartcard' in book.bind(request.Uuid, guid(600), '3b00');
};

describe(`the rule of which requests may be bound, over ${String(combinations.length)} combinations`, () => {
  it('has at least 200 combinations', () => {
    expect(combinations.length).toBeGreaterThanOrEqual(200);
  });

  it('refuses exactly for one of its reasons, the same on the screen and in main', () => {
    const wrong = combinations.filter((combination) => {
      const reasons = reasonsOf(combination);
      const { request, facts, rule } = combination;
      const inMain = saidByMain(combination);
      const isRight = inMain === null ? reasons.length === 0 : reasons.some((reason) => reason === inMain);
      if (facts === null) return !isRight;
      const onScreen = bindable(request.RequestType, facts, rule);
      return !isRight || (onScreen.bindable ? null : onScreen.reason) !== inMain;
    });
    expect(wrong).toEqual([]);
  });

  it('notes each doubt about a bindable request', () => {
    for (const { request, facts, rule } of combinations) {
      if (facts === null) continue;
      const said = bindable(request.RequestType, facts, rule);
      if (!said.bindable) continue;
      expect(said.notes.includes('personal')).toBe(!request.IsEnrollmentAgent);
      expect(said.notes.includes('other-type')).toBe(request.RequestType !== Enroll && !facts.hasOldCard);
      expect(said.notes.includes('allowed-type')).toBe(request.RequestType !== Enroll && facts.hasOldCard);
    }
  });

  it('notes every request that the strict training service refuses, unless its template is hidden', () => {
    const wrong = combinations.filter((combination) => {
      const { request, facts, rule } = combination;
      const said = facts === null ? null : bindable(request.RequestType, facts, rule);
      return said?.bindable === true && said.notes.length === 0 && !isTaken(combination, ME);
    });
    expect(wrong).toEqual([]);
  });

  it('excludes nothing that the service accepts, except by settings or an unknown number', () => {
    const wrong = combinations.filter((combination) => {
      const reason = saidByMain(combination);
      return reason !== null && reason !== 'personal' && reason !== 'about-a-card' && isTaken(combination, OTHER_PERSON);
    });
    expect(wrong).toEqual([]);
  });

  it('accepts the documented example: type 1, no enrollment agent, for its own requester', () => {
    const facts: RequestFacts = {
      ...{ stage: 'approved', isSmartcard: true, hasNewCard: false },
      ...{ hasOldCard: false, isEnrollmentAgent: false, isVirtual: false },
    };
    expect(bindable(1, facts, { types: [], personal: 'note' })).toEqual({ bindable: true, notes: ['personal'] });
  });
});
