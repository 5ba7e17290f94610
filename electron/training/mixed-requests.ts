import type { KnownPerson } from '../../shared/requests.js';
import {
  wireRequest,
  wireRequestType,
  wireSmartcard,
  wireSmartcardStatus,
  wireStatus,
  type WireProfileTemplate,
  type WireRequest,
  type WireSmartcard,
} from './service-wire.js';

/** Cards of the training box that the service knows, by id as Windows writes it and as the card holds it. */
export const knownTrainingCards = {
  /** It has an owner. */
  assigned: { cardId: '6c4f8f6e-55b1-4f3f-9d0a-3d6a2f6e0b11', raw: '6e8f4f6cb1553f4f9d0a3d6a2f6e0b11' },
  /** It is retired but still assigned to its last owner. */
  retired: { cardId: '0f2c7a54-91de-4b0e-8a53-7be1f0d2c922', raw: '547a2c0fde910e4b8a537be1f0d2c922' },
} as const;

export const virtualTemplate: WireProfileTemplate = {
  Name: 'Virtual Smart Card, Laptop',
  Description: '',
  Uuid: 'c7f6b7f5-9b3e-4d57-8f2f-08d0b1f6a3e4',
  IsSmartcardProfileTemplate: true,
  IsVirtualSmartcardProfileTemplate: true,
};

/** A template that the signed-in user may not see. */
const HIDDEN_TEMPLATE = 'e2a0d9c1-4f3b-4a86-9c44-6c1f52f0b7d8';
const OLD_SMARTCARD = '7d0f3c52-0a8e-4c1d-b4a5-91c6e2ab5f60';

/** Requests of every kind besides ordinary open ones: one of each, for separate people. */
const kinds: readonly Partial<WireRequest>[] = [
  { Status: wireStatus.Executing },
  { IsEnrollmentAgent: false },
  { ProfileTemplateUuid: HIDDEN_TEMPLATE },
  { RequestType: wireRequestType.OnlineUpdate },
  { RequestType: wireRequestType.Replace, OldSmartcardUuid: OLD_SMARTCARD },
  { RequestType: wireRequestType.Retire, OldSmartcardUuid: OLD_SMARTCARD },
  { ProfileTemplateUuid: virtualTemplate.Uuid },
  { Status: wireStatus.Pending },
  { Status: wireStatus.Completed, NewSmartcardUuid: OLD_SMARTCARD },
  { Status: wireStatus.Denied },
];

/** Number of people for {@link mixedRequests}. */
export const MIXED = kinds.length;

/** Creates a request of each kind. */
export function mixedRequests(
  people: readonly KnownPerson[],
  common: {
    readonly newGuid: () => string;
    readonly submitted: () => string;
    readonly ended: string;
    readonly originator: string;
    readonly template: string;
  },
): readonly { readonly request: WireRequest }[] {
  return kinds.flatMap((kind, index) => {
    const person = people[index];
    if (person === undefined) return [];
    const isOver = kind.Status === wireStatus.Completed || kind.Status === wireStatus.Denied;
    const request = wireRequest({
      Uuid: common.newGuid(),
      OriginatorUserUuid: common.originator,
      TargetUserUuid: person.userId,
      Submitted: common.submitted(),
      ProfileTemplateUuid: common.template,
      IsEnrollmentAgent: true,
      ...(isOver ? { Completed: common.ended } : {}),
      ...kind,
    });
    return [{ request }];
  });
}

/** Returns the smartcards of the training box's cards with present or former owners. */
export function knownSmartcards(owner: string, template: string, newGuid: () => string, atr: string): readonly WireSmartcard[] {
  const of = (cardId: string, Status: number): WireSmartcard =>
    wireSmartcard({ Uuid: newGuid(), AssignedUserUuid: owner, ProfileTemplateUuid: template, Atr: atr, cardId, Status });
  const { assigned, retired } = knownTrainingCards;
  return [of(assigned.cardId, wireSmartcardStatus.Active), of(retired.cardId, wireSmartcardStatus.Retired)];
}
