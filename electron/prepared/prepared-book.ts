import { claims, type BindingView } from '../../shared/bindings.js';
import type { LineRef, PreparedCheck, PreparedOutcome } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { isIdOf, cardKey, type WrittenCardId } from '../cards/written-card-id.js';
import { forEachYielding } from '../core/yielding.js';
import { keysOf, type ParsedLine } from './parsed-line.js';
import { checkCardAndRequest } from './check.js';
import { RequestIndex } from './request-index.js';
import { requestOf, resolve, type ResolveContext } from './resolve.js';

/** The id of a card in a reader. */
export interface CardInReader {
  readonly text: string;
  readonly raw: string;
}

/** A line with the time when its card was first in a reader; ISO 8601. */
export interface BookLine {
  readonly assignment: ParsedLine;
  readonly presentedAt: string | null;
}

/**
 * All lines of all prepared files, with the requests they may mean and the bindings that used them. Outcomes are computed on
 * demand, so they are never out of date.
 */
export class PreparedBook {
  /** Null while there are no lines, so that a long list is indexed only if needed. */
  #requests: RequestIndex | null = null;
  #isListThere = false;
  /** Lines by file, in file order. */
  readonly #files = new Map<string, readonly ParsedLine[]>();
  readonly #byCard = new Map<string, ParsedLine>();
  /** Lines that may mean a request: by its id or by the person's keys. */
  readonly #byTarget = new Map<string, Set<ParsedLine>>();
  readonly #presentedAt = new WeakMap<ParsedLine, string>();
  readonly #claimByRequest = new Map<string, BindingView>();
  readonly #claimByCard = new Map<string, BindingView>();

  readonly #world: Omit<ResolveContext, 'requests'> = {
    claimOfCard: (cardId) => this.claimOfCard(cardId),
    claimOfRequest: (requestId) => this.#claimByRequest.get(requestId) ?? null,
  };

  /** The number of lines. */
  get total(): number {
    return this.#byCard.size;
  }

  /** Returns the lines of a file; undefined if none was imported by that name. */
  linesOf(file: string): readonly ParsedLine[] | undefined {
    return this.#files.get(file);
  }

  *lines(): Iterable<BookLine> {
    for (const name of [...this.#files.keys()].sort()) {
      for (const assignment of this.#files.get(name) ?? []) yield { assignment, presentedAt: this.presentedAt(assignment) };
    }
  }

  presentedAt(assignment: ParsedLine): string | null {
    return this.#presentedAt.get(assignment) ?? null;
  }

  /** Replaces a file's lines; keeps which cards were in a reader. */
  replace(file: string, lines: readonly BookLine[]): void {
    this.#take(file);
    this.#files.set(
      file,
      lines.map(({ assignment }) => assignment),
    );
    for (const { assignment, presentedAt } of lines) {
      this.#byCard.set(assignment.cardKey, assignment);
      for (const key of targetKeys(assignment)) {
        const known = this.#byTarget.get(key);
        if (known === undefined) this.#byTarget.set(key, new Set([assignment]));
        else known.add(assignment);
      }
      if (presentedAt !== null) this.#presentedAt.set(assignment, presentedAt);
    }
  }

  remove(file: string): void {
    this.#take(file);
    if (this.total > 0) return;
    this.#requests = null;
    for (const map of [this.#claimByRequest, this.#claimByCard]) {
      for (const [key, { state }] of map) if (state.state === 'bound') map.delete(key);
    }
  }

  #take(file: string): void {
    for (const assignment of this.#files.get(file) ?? []) {
      this.#byCard.delete(assignment.cardKey);
      for (const key of targetKeys(assignment)) {
        const known = this.#byTarget.get(key);
        known?.delete(assignment);
        if (known?.size === 0) this.#byTarget.delete(key);
      }
    }
    this.#files.delete(file);
  }

  /** Returns the line about a card as written, in any file. */
  lineOfCard(cardId: WrittenCardId): ParsedLine | null {
    return this.#byCard.get(cardKey(cardId)) ?? null;
  }

  /** Returns the line that names a request by id, in any file. */
  lineOfRequestId(requestId: string): ParsedLine | null {
    const [line] = this.#byTarget.get(`request ${requestId}`) ?? [];
    return line ?? null;
  }

  /** Returns the line about a card in a reader. */
  lineOf(card: CardInReader): ParsedLine | null {
    const line = this.lineOfCard(card);
    return line !== null && isIdOf(line.cardId, card) ? line : null;
  }

  markPresented(assignment: ParsedLine, at: string): void {
    this.#presentedAt.set(assignment, at);
  }

  /** Applies a change of the list of requests. */
  requestsChanged(change: { readonly put: readonly RequestView[]; readonly removed: readonly string[] }): void {
    this.#requests?.change(change);
  }

  /**
   * Indexes the open requests unless done. Call before the first lines are added. Later changes count, and other work runs in
   * between.
   * @param requests the live list, not a copy
   */
  async indexRequests(requests: Iterable<RequestView>): Promise<void> {
    if (this.#requests !== null) return;
    const index = new RequestIndex();
    this.#requests = index;
    await forEachYielding(requests, (request) => {
      index.change({ put: [request], removed: [] });
    });
  }

  /** The list of requests is complete. Before, a person's absence or uniqueness is unknown. */
  listIsWhole(): void {
    this.#isListThere = true;
  }

  /** Returns the ids of the requests that a line may mean: the one it names, or those of the people it names. */
  requestIdsOf({ view, personKeys }: ParsedLine): readonly string[] {
    if (view.requestId !== null) return [view.requestId];
    const requests = this.#requests;
    if (requests === null) return [];
    return requests.usersWritten(personKeys).flatMap((userId) => requests.ofUser(userId).map(({ requestId }) => requestId));
  }

  /** Returns the ids of those requests that a line may mean by its person, and of which no binding is known. */
  unboundNamedByPerson(requests: readonly RequestView[]): readonly string[] {
    return requests
      .filter(({ requestId, person }) => !this.#claimByRequest.has(requestId) && keysOf(person).some((key) => this.#byTarget.has(key)))
      .map(({ requestId }) => requestId);
  }

  /**
   * Applies a new or changed binding. Bound ones are kept only while there are lines, because a desk would otherwise keep in memory
   * every binding it makes; for later lines the journal is asked.
   */
  bindingChanged(binding: BindingView): void {
    const { request, cardId, state, bindingId } = binding;
    const isKept = claims(state) && (state.state !== 'bound' || this.#requests !== null);
    const maps = [
      [this.#claimByRequest, [request.requestId]],
      [this.#claimByCard, [`text ${cardId.text}`, `raw ${cardId.raw}`]],
    ] as const;
    for (const [map, keys] of maps) {
      for (const key of keys) {
        if (isKept) map.set(key, binding);
        else if (map.get(key)?.bindingId === bindingId) map.delete(key);
      }
    }
  }

  claimOfCard({ text, raw }: WrittenCardId): BindingView | null {
    return this.#claimByCard.get(`text ${text ?? ''}`) ?? this.#claimByCard.get(`raw ${raw ?? ''}`) ?? null;
  }

  /** Returns the current outcome of a line. */
  outcomeOf(assignment: ParsedLine): PreparedOutcome {
    const outcome = this.#resolve(assignment);
    if (outcome.outcome !== 'request') return outcome;
    const others = this.linesMeaning(outcome.request)
      .filter((line) => line !== assignment)
      .map(refOf);
    return others.length === 0 ? outcome : { outcome: 'contested', request: outcome.request, others };
  }

  /** Returns the lines about exactly this request. */
  linesMeaning(request: RequestView): readonly ParsedLine[] {
    const keys = [`request ${request.requestId}`, ...keysOf(request.person)];
    const lines = new Set(keys.flatMap((key) => [...(this.#byTarget.get(key) ?? [])]));
    return [...lines].filter((line) => requestOf(this.#resolve(line))?.requestId === request.requestId);
  }

  /** Returns what the files say about binding a card to a request. */
  check(card: CardInReader, request: RequestView): PreparedCheck {
    const line = this.lineOf(card);
    const ofCard = line === null ? null : { assignment: line, outcome: this.outcomeOf(line) };
    return checkCardAndRequest({ ofCard, ofRequest: this.linesMeaning(request) }, request);
  }

  #resolve(assignment: ParsedLine): ReturnType<typeof resolve> {
    return resolve(assignment, { ...this.#world, requests: this.#isListThere ? this.#requests : null });
  }
}

/** Returns a line's file and number. */
export function refOf({ view: { file, line } }: ParsedLine): LineRef {
  return { file, line };
}

function targetKeys({ view, personKeys }: ParsedLine): readonly string[] {
  return view.requestId === null ? personKeys.flat() : [`request ${view.requestId}`];
}
