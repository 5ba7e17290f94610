import type { BindableRule, RequestStage } from '../../shared/bindable.js';
import type { CmError } from '../../shared/errors.js';
import type { ConnectionState } from '../../shared/connection.js';
import { bindableView, type RequestView } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { BindableContext, ShownRequest } from './why-not-bindable.js';
import type { CmClient, CmProfileTemplate, Rejected } from '../cm/client.js';
import { forEachChunk, forEachYielding } from '../core/yielding.js';
import { withHeapGrowth } from '../core/memory.js';
import type { People } from '../people/people.js';
import type { CachedRequest, CachedRequests } from '../store/request-cache.js';
import { fetchStaged, type Staged } from './staged-requests.js';
import { isSameRequest, isSamePerson } from './same-request.js';

export interface RequestBookDeps {
  readonly cm: Pick<CmClient, 'listRequests' | 'listProfileTemplates'>;
  readonly people: Pick<People, 'resolve'>;
  readonly now: () => Date;
  /** Which kinds of requests may be bound here. */
  readonly rule: BindableRule;
  /** Random number from 0 to 1; spreads the polling of many stations. */
  readonly random: () => number;
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Pause between fetches while the server answers, ms. */
  readonly pollMs: number;
  readonly onChanged: (change: { put: RequestView[]; removed: string[]; fetchedAt: string | null }) => void;
  /** Stores a change of the list for an offline start. */
  readonly keep: (change: { put: CachedRequest[]; removed: string[]; fetchedAt: string }) => void;
  readonly onConnection: (connection: ConnectionState, before: ConnectionState) => void;
  /** Called when the unreadable elements of the list change, also when there are none left; the readable ones are shown. */
  readonly onRejected: (rejected: Rejected) => void;
  /** Called when a list besides the approved requests failed; its last content stays. */
  readonly onListFailed: (stage: RequestStage, error: CmError) => void;
}

type KnownTemplate = Pick<CmProfileTemplate, 'name' | 'isVirtual'>;

/** First pause after a failed fetch, ms; doubles up to the longest. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Requests per event: more would delay other events, such as a card. */
const PORTION = 150;

interface Entry {
  readonly view: RequestView;
  readonly status: number;
}

/**
 * The open requests: fetched completely at intervals, reported to the page as changes. {@link bindableView} says which may be
 * bound. Also decides the connection's state: online when the server answers, offline when it does not.
 */
export class RequestBook {
  readonly #deps: RequestBookDeps;
  readonly #entries = new Map<string, Entry>();
  /** Requests claimed by this station's bindings; not offered again. */
  readonly #claimed = new Set<string>();
  #templates = new Map<string, KnownTemplate>();
  /** The list in which each status number last came. */
  #stages: ReadonlyMap<number, RequestStage> = new Map();
  #connection: ConnectionState = { state: 'connecting' };
  #fetchedAt: string | null = null;
  /** Whether a list from the server has started to arrive. */
  #isFetched = false;
  #failures = 0;
  /** The last reported unreadable elements: the same come with every fetch. */
  #rejectedTold = '';
  #cancelNext: () => void = () => undefined;
  #underWay: Promise<Result<null, CmError>> | null = null;
  #stopped = false;

  constructor(deps: RequestBookDeps) {
    this.#deps = deps;
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  /** When the list was last completely fetched; null before the first time. */
  get fetchedAt(): string | null {
    return this.#fetchedAt;
  }

  /** Returns the requests offered for binding, or the first ones. */
  views(first = Number.POSITIVE_INFINITY): RequestView[] {
    const views: RequestView[] = [];
    for (const { view } of this.#entries.values()) {
      if (views.length >= first) break;
      if (!this.#claimed.has(view.requestId)) views.push(view);
    }
    return views;
  }

  /** Yields every bindable request, offered or claimed; live. */
  *all(): Iterable<RequestView> {
    for (const { view } of this.#entries.values()) if (this.isBindable(view)) yield view;
  }

  /** Whether a card may be bound to a request as shown. */
  isBindable(view: RequestView): boolean {
    return bindableView(view, this.#deps.rule).bindable;
  }

  /** What a request at the server is checked against, as currently known. */
  get context(): BindableContext {
    return {
      rule: this.#deps.rule,
      isVirtual: (profileTemplateId) => this.#templates.get(profileTemplateId)?.isVirtual ?? null,
      stageOf: (status) => this.#stages.get(status) ?? null,
    };
  }

  /** Returns a request as last shown, offered or claimed. */
  shown(requestId: string): ShownRequest | undefined {
    const entry = this.#entries.get(requestId);
    return entry && { view: entry.view, approvedStatus: entry.status };
  }

  /** Withdraws or restores the offer of a request when a binding claims or frees it. */
  setClaimed(requestId: string, claimed: boolean): void {
    if (this.#claimed.has(requestId) === claimed) return;
    if (claimed) this.#claimed.add(requestId);
    else this.#claimed.delete(requestId);
    const entry = this.#entries.get(requestId);
    if (entry === undefined || this.#fetchedAt === null) return;
    this.#deps.onChanged({
      put: claimed ? [] : [entry.view],
      removed: claimed ? [requestId] : [],
      fetchedAt: this.#fetchedAt,
    });
  }

  /**
   * Loads a part of the previous process's list and reports it if the page has started.
   * @returns whether more is wanted; the server's list takes precedence
   */
  restore({ requests, fetchedAt }: CachedRequests, tell: boolean): boolean {
    if (this.#isFetched) return false;
    for (const { view, status } of requests) this.#entries.set(view.requestId, { view, status });
    this.#fetchedAt = fetchedAt;
    if (tell) this.#tellOffered(requests.map(({ view }) => view.requestId));
    return true;
  }

  /**
   * Drops the previous process's list because its cache was unreadable and discarded. If the server's list is there, stores all
   * of it again.
   * @returns the ids of the dropped requests
   */
  forgetKept(): string[] {
    if (this.#isFetched) {
      void this.#keepAll();
      return [];
    }
    const removed = [...this.#entries.keys()];
    this.#entries.clear();
    this.#fetchedAt = null;
    if (removed.length > 0) this.#deps.onChanged({ put: [], removed, fetchedAt: null });
    return removed;
  }

  /** Stores the whole list after the current fetch. */
  async #keepAll(): Promise<void> {
    await this.#underWay;
    await forEachChunk([...this.#entries.keys()], PORTION, (portion) => {
      const put = portion.flatMap((requestId) => this.#entries.get(requestId) ?? []);
      if (this.#fetchedAt !== null) this.#deps.keep({ put, removed: [], fetchedAt: this.#fetchedAt });
    });
  }

  /** Reports the offered requests beyond the first ones in portions, because a long list at once would block everything. */
  async tellBeyond(first: number): Promise<void> {
    const others = [...this.#entries.keys()].filter((requestId) => !this.#claimed.has(requestId)).slice(first);
    await forEachChunk(others, PORTION, (portion) => {
      this.#tellOffered(portion);
    });
  }

  /** Reports requests in their current state; removed ones are no longer offered. */
  #tellOffered(requestIds: readonly string[]): void {
    if (this.#fetchedAt === null) return;
    const put = requestIds.flatMap((requestId) => {
      const entry = this.#entries.get(requestId);
      return entry === undefined || this.#claimed.has(requestId) ? [] : [entry.view];
    });
    if (put.length > 0) this.#deps.onChanged({ put, removed: [], fetchedAt: this.#fetchedAt });
  }

  /** Fetches now; joins a fetch in progress. Further fetches follow automatically until {@link stop}. */
  async refresh(): Promise<Result<null, CmError>> {
    this.#cancelNext();
    this.#underWay ??= withHeapGrowth(() => this.#fetch()).finally(() => {
      this.#underWay = null;
      this.#plan();
    });
    return this.#underWay;
  }

  /** Resolves the people of the list again; the list itself stays. */
  async peopleChanged(): Promise<void> {
    const userIds = new Set<string>();
    await forEachYielding(this.#entries.values(), ({ view }) => userIds.add(view.person.userId));
    const persons = await this.#deps.people.resolve([...userIds]);
    const others: { readonly requestId: string; readonly person: RequestView['person'] }[] = [];
    await forEachYielding(this.#entries.values(), ({ view: { requestId, person: before } }) => {
      const person = persons.get(before.userId) ?? before;
      if (!isSamePerson(before, person)) others.push({ requestId, person });
    });
    const fetchedAt = this.#fetchedAt;
    if (fetchedAt === null) return;
    await forEachChunk(others, PORTION, (portion) => {
      // A fetch may have changed or removed the request meanwhile.
      const changed = portion.flatMap(({ requestId, person }) => {
        const entry = this.#entries.get(requestId);
        return entry?.view.person.userId === person.userId ? [{ ...entry, view: { ...entry.view, person } }] : [];
      });
      this.#tell(changed, [], fetchedAt);
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelNext();
  }

  async #fetch(): Promise<Result<null, CmError>> {
    const { cm, people, onRejected, now } = this.#deps;
    const listed = await fetchStaged(cm);
    if (!listed.ok) return this.#wentDown(listed.error);
    const { staged, stages, failed, rejected } = listed.value;
    for (const [stage, error] of failed) this.#deps.onListFailed(stage, error);
    this.#stages = stages;
    this.#tellRejected(rejected, onRejected);
    const at = now().toISOString();
    await this.#learnTemplates(staged.values());
    const userIds = new Set<string>();
    await forEachYielding(staged.values(), ({ request }) => userIds.add(request.targetUserId));
    const persons = await people.resolve([...userIds]);
    await this.#bringForward(staged, persons, at, failed);
    this.#failures = 0;
    this.#setConnection({ state: 'up', answeredAt: at });
    return ok(null);
  }

  /** Reports unreadable elements, once for the same ones, and when there are none left. */
  #tellRejected(rejected: Rejected, onRejected: (rejected: Rejected) => void): void {
    const told = JSON.stringify(rejected);
    if (told !== this.#rejectedTold && (rejected.count > 0 || this.#rejectedTold !== '')) onRejected(rejected);
    this.#rejectedTold = told;
  }

  /** Fetches templates only when an unknown one appears, because they hardly ever change. */
  async #learnTemplates(staged: Iterable<Staged>): Promise<void> {
    if ([...staged].every(({ request }) => this.#templates.has(request.profileTemplateId))) return;
    const listed = await this.#deps.cm.listProfileTemplates();
    // Without names the requests are shown with the template's id.
    if (!listed.ok) return;
    this.#templates = new Map(listed.value.map((template) => [template.profileTemplateId, template]));
  }

  #viewOf({ request, stage }: Staged, person: RequestView['person']): RequestView {
    const template = this.#templates.get(request.profileTemplateId);
    return {
      requestId: request.requestId,
      type: request.type,
      person,
      profileTemplate: { profileTemplateId: request.profileTemplateId, name: template?.name ?? null },
      submittedAt: request.submittedAt,
      priority: request.priority,
      comment: request.comment,
      facts: {
        stage,
        isSmartcard: request.isSmartcard,
        hasNewCard: request.newSmartcardId !== null,
        hasOldCard: request.oldSmartcardId !== null,
        isEnrollmentAgent: request.isEnrollmentAgent,
        isVirtual: template?.isVirtual ?? null,
      },
    };
  }

  /** Updates the list to the server's, and reports the changes. */
  async #bringForward(
    staged: ReadonlyMap<string, Staged>,
    persons: ReadonlyMap<string, RequestView['person']>,
    at: string,
    /** Lists that could not be fetched; their content stays. */
    failed: ReadonlyMap<RequestStage, CmError>,
  ): Promise<void> {
    this.#isFetched = true;
    const changed: Entry[] = [];
    await forEachYielding(staged.values(), (one) => {
      const { request } = one;
      const person = persons.get(request.targetUserId) ?? { state: 'unresolved' as const, userId: request.targetUserId };
      const before = this.#entries.get(request.requestId);
      const view = this.#viewOf(one, person);
      if (before === undefined || before.status !== request.status || !isSameRequest(before.view, view))
        changed.push({ view, status: request.status });
    });
    const removed: string[] = [];
    await forEachYielding(this.#entries.values(), ({ view: { requestId, facts } }) => {
      if (!staged.has(requestId) && !failed.has(facts?.stage ?? 'approved')) removed.push(requestId);
    });
    this.#fetchedAt = at;
    await forEachChunk(removed, PORTION, (portion) => {
      this.#tell([], portion, at);
    });
    await forEachChunk(changed, PORTION, (portion) => {
      this.#tell(portion, [], at);
    });
    // Reported even without changes, because the list's time has changed.
    if (removed.length === 0 && changed.length === 0) this.#tell([], [], at);
  }

  #tell(changed: readonly Entry[], removed: string[], fetchedAt: string): void {
    for (const requestId of removed) this.#entries.delete(requestId);
    for (const entry of changed) this.#entries.set(entry.view.requestId, entry);
    this.#deps.keep({ put: changed.map(({ view, status }) => ({ view, status })), removed, fetchedAt });
    this.#deps.onChanged({
      put: changed.map(({ view }) => view).filter(({ requestId }) => !this.#claimed.has(requestId)),
      removed,
      fetchedAt,
    });
  }

  #wentDown(error: CmError): Result<null, CmError> {
    this.#failures += 1;
    const now = this.#deps.now();
    this.#setConnection({
      state: 'down',
      since: this.#connection.state === 'down' ? this.#connection.since : now.toISOString(),
      nextTryAt: new Date(now.getTime() + this.#retryMs()).toISOString(),
      error,
    });
    return fail(error);
  }

  #setConnection(connection: ConnectionState): void {
    const before = this.#connection;
    this.#connection = connection;
    this.#deps.onConnection(connection, before);
  }

  #retryMs(): number {
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
  }

  #plan(): void {
    if (this.#stopped) return;
    const pause = this.#connection.state === 'down' ? this.#retryMs() : this.#deps.pollMs;
    this.#cancelNext = this.#deps.schedule(() => void this.refresh(), pause * (0.9 + this.#deps.random() / 5));
  }
}
