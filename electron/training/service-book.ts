import type { CreateBody, PutStatus } from './service-calls.js';
import {
  NO_GUID,
  wireDate,
  wireRequest,
  wireRequestType,
  wireSmartcard,
  wireSmartcardStatus,
  wireStatus,
  type WireProfileTemplate,
  type WireRequest,
  type WireSmartcard,
  type WireStatusName,
} from './service-wire.js';

/** The training service's initial records. */
export interface ServicePopulation {
  /** The user as whom the service treats its caller. */
  readonly signedInUserId: string;
  readonly profileTemplates: readonly WireProfileTemplate[];
  readonly requests: readonly {
    readonly request: WireRequest;
    /** The smartcard id for its next binding; default: a new one. */
    readonly nextSmartcardId?: string;
  }[];
  readonly smartcards: readonly WireSmartcard[];
  /** Whether only a request's person may execute it without an enrollment agent (FIM CM SDK, bb468281); default: anyone. */
  readonly personalOnly?: true;
}

export interface ServiceBookOptions {
  readonly population: ServicePopulation;
  readonly newGuid: () => string;
  readonly now: () => Date;
}

/** Result of a binding: the smartcard, or why the service refuses it. */
export type BookBinding = { readonly smartcard: WireSmartcard } | { readonly refusal: string };

const { Completed, Canceled, Denied, Failed } = wireStatus;
/** Final statuses. */
const over: readonly number[] = [Completed, Canceled, Denied, Failed];
/** Statuses in which a request is executed and takes its card (FIM CM SDK, bb456812). */
const executable: readonly number[] = [wireStatus.Approved, wireStatus.Executing];

/** The training service's requests and smartcards, and the rules of their life cycles. */
export class ServiceBook {
  readonly #options: ServiceBookOptions;
  readonly #requests = new Map<string, WireRequest>();
  readonly #smartcards = new Map<string, WireSmartcard>();
  readonly #smartcardsOfCard = new Map<string, readonly WireSmartcard[]>();
  readonly #nextSmartcardId = new Map<string, string>();

  constructor(options: ServiceBookOptions) {
    this.#options = options;
    const { requests, smartcards } = options.population;
    for (const { request, nextSmartcardId } of requests) {
      this.#requests.set(request.Uuid, request);
      if (nextSmartcardId !== undefined) this.#nextSmartcardId.set(request.Uuid, nextSmartcardId);
    }
    for (const smartcard of smartcards) this.#putSmartcard(smartcard);
  }

  requests(filter: { readonly status?: WireStatusName; readonly targetUserId?: string } = {}): WireRequest[] {
    const { status, targetUserId } = filter;
    return [...this.#requests.values()].filter(
      (request) =>
        (status === undefined || request.Status === wireStatus[status]) &&
        (targetUserId === undefined || request.TargetUserUuid === targetUserId),
    );
  }

  request(requestId: string): WireRequest | undefined {
    return this.#requests.get(requestId);
  }

  smartcards(): WireSmartcard[] {
    return [...this.#smartcards.values()];
  }

  smartcard(smartcardId: string): WireSmartcard | undefined {
    return this.#smartcards.get(smartcardId);
  }

  /** Returns every smartcard of a card, newest last: a card gets a new one each time it is assigned (FIM CM SDK, bb468092). */
  smartcardsOfCard(cardId: string): readonly WireSmartcard[] {
    return this.#smartcardsOfCard.get(cardId) ?? [];
  }

  /** Creates a request, approved at once as in the pages' example; or returns why not. */
  create(body: CreateBody): WireRequest | { readonly refusal: string } {
    const { newGuid, now, population } = this.#options;
    const common = {
      OriginatorUserUuid: population.signedInUserId,
      TargetUserUuid: body.target ?? population.signedInUserId,
      Submitted: wireDate(now()),
      Comment: body.comment,
      Priority: body.priority,
      DataCollection: body.datacollection,
    };
    let request: WireRequest;
    if (body.type === 'Unblock') {
      const smartcard = this.#smartcards.get(body.smartcard);
      if (!smartcard) return { refusal: `There is no smartcard ${body.smartcard}.` };
      request = wireRequest({
        ...common,
        Uuid: newGuid(),
        RequestType: wireRequestType.Unblock,
        ProfileTemplateUuid: smartcard.ProfileTemplateUuid,
        NewSmartcardUuid: smartcard.Uuid,
        OldSmartcardUuid: smartcard.Uuid,
      });
    } else {
      const { profiletemplateuuid } = body;
      const template = population.profileTemplates.find(({ Uuid }) => Uuid === profiletemplateuuid);
      if (!template) return { refusal: `There is no profile template ${profiletemplateuuid}.` };
      request = wireRequest({
        ...common,
        Uuid: newGuid(),
        ProfileTemplateUuid: template.Uuid,
        IsSmartcard: template.IsSmartcardProfileTemplate,
      });
    }
    this.#requests.set(request.Uuid, request);
    return request;
  }

  /**
   * Applies a status that a client asks for, or returns why not. The pages state no conditions (cancel, abandon, complete page),
   * so this is the strictest reading of a request's life cycle (FIM CM SDK, bb490434): only approved or executing requests can be
   * completed or abandoned; pending ones can also be canceled; ended ones stay.
   */
  put(requestId: string, status: PutStatus): WireRequest | { readonly refusal: string } {
    const request = this.#requests.get(requestId);
    if (!request) return { refusal: `There is no request ${requestId}.` };
    if (over.includes(request.Status)) return { refusal: `Request ${requestId} is over.` };
    const fits = status === 'Canceled' ? [...executable, wireStatus.Pending] : executable;
    if (!fits.includes(request.Status)) return { refusal: `Request ${requestId} is not approved.` };
    if (status !== 'Canceled' && !this.#mayExecute(request))
      return { refusal: `Request ${requestId} is to be completed by its target user.` };
    // The API has no Abandoned list; abandoned requests are among the failed ones.
    return this.setStatus(requestId, status === 'Abandoned' ? 'Failed' : status);
  }

  /** Sets a request's status; a completed one gets a profile (cancel, abandon, complete page). */
  setStatus(requestId: string, status: WireStatusName): WireRequest | { readonly refusal: string } {
    const request = this.#requests.get(requestId);
    if (!request) return { refusal: `There is no request ${requestId}.` };
    if (over.includes(request.Status)) return { refusal: `Request ${requestId} is over.` };
    const moved: WireRequest = {
      ...request,
      Status: wireStatus[status],
      ...(over.includes(wireStatus[status]) ? { Completed: wireDate(this.#options.now()) } : {}),
      ...(status === 'Completed' ? { NewProfileUuid: this.#options.newGuid() } : {}),
    };
    this.#requests.set(requestId, moved);
    const smartcard = this.#smartcards.get(moved.NewSmartcardUuid);
    // Executing a request writes its certificates to the card.
    if (status === 'Completed' && smartcard !== undefined) this.#putSmartcard({ ...smartcard, Status: wireSmartcardStatus.Active });
    return moved;
  }

  /** Binds a card to a request, once. A repeat is refused even with the same card: the strictest reading. */
  bind(requestId: string, cardId: string, atr: string): BookBinding {
    const request = this.#requests.get(requestId);
    if (!request) return { refusal: `There is no request ${requestId}.` };
    if (!request.IsSmartcard) return { refusal: `Request ${requestId} is not for a smart card.` };
    if (request.NewSmartcardUuid !== NO_GUID) return { refusal: `Request ${requestId} has a smart card already.` };
    if (!executable.includes(request.Status)) return { refusal: `Request ${requestId} is not approved.` };
    if (!takesNewCard(request)) return { refusal: `Request ${requestId} takes no new smart card.` };
    const { profileTemplates } = this.#options.population;
    const template = profileTemplates.find(({ Uuid }) => Uuid === request.ProfileTemplateUuid);
    if (template?.IsVirtualSmartcardProfileTemplate === true) return { refusal: `Request ${requestId} is for a virtual smart card.` };
    if (!this.#mayExecute(request)) return { refusal: `Request ${requestId} is to be completed by its target user.` };
    // A retired card may be bound again.
    if (this.smartcardsOfCard(cardId).some(({ Status }) => Status !== wireSmartcardStatus.Retired))
      return { refusal: `Card ${cardId} is in use already.` };
    const smartcard = wireSmartcard({
      Uuid: this.#nextSmartcardId.get(requestId) ?? this.#options.newGuid(),
      AssignedUserUuid: request.TargetUserUuid,
      ProfileTemplateUuid: request.ProfileTemplateUuid,
      Atr: atr,
      cardId,
    });
    this.#putSmartcard(smartcard);
    this.#requests.set(requestId, { ...request, NewSmartcardUuid: smartcard.Uuid });
    return { smartcard };
  }

  /** Replaces a request's card, as the portal can; null removes it. The earlier card is retired. */
  swapCard(requestId: string, card: { readonly cardId: string; readonly atr: string } | null): void {
    const request = this.#requests.get(requestId);
    if (request === undefined) throw new Error(`There is no request ${requestId}`);
    const before = this.#smartcards.get(request.NewSmartcardUuid);
    if (before !== undefined) this.#putSmartcard({ ...before, Status: wireSmartcardStatus.Retired });
    this.#requests.set(requestId, { ...request, NewSmartcardUuid: NO_GUID });
    if (card === null) return;
    const smartcard = wireSmartcard({
      Uuid: this.#options.newGuid(),
      AssignedUserUuid: request.TargetUserUuid,
      ProfileTemplateUuid: request.ProfileTemplateUuid,
      Atr: card.atr,
      cardId: card.cardId,
    });
    this.#putSmartcard(smartcard);
    this.#requests.set(requestId, { ...request, NewSmartcardUuid: smartcard.Uuid });
  }

  /** Reassigns a request to another person, as the portal can. */
  giveTo(requestId: string, userId: string): void {
    const request = this.#requests.get(requestId);
    if (request === undefined) throw new Error(`There is no request ${requestId}`);
    this.#requests.set(requestId, { ...request, TargetUserUuid: userId });
  }

  /** Deletes a request, as a server clean-up does. */
  forget(requestId: string): void {
    this.#requests.delete(requestId);
  }

  /** Whether the caller may execute a request: without an enrollment agent only its person, if the population says so. */
  #mayExecute({ IsEnrollmentAgent, TargetUserUuid }: WireRequest): boolean {
    const { personalOnly, signedInUserId } = this.#options.population;
    return personalOnly !== true || IsEnrollmentAgent || TargetUserUuid === signedInUserId;
  }

  #putSmartcard(smartcard: WireSmartcard): void {
    this.#smartcards.set(smartcard.Uuid, smartcard);
    const cardId = smartcard.SerialNumber.replace(/[{}]/g, '');
    const others = this.smartcardsOfCard(cardId).filter(({ Uuid }) => Uuid !== smartcard.Uuid);
    this.#smartcardsOfCard.set(cardId, [...others, smartcard]);
  }
}

/** Types that change or end an existing card (FIM CM SDK, bb468381 and bb490435). */
const withoutNewCard: readonly number[] = [wireRequestType.OnlineUpdate, wireRequestType.Unblock, wireRequestType.Retire];

function takesNewCard({ RequestType }: WireRequest): boolean {
  return !withoutNewCard.includes(RequestType);
}
