import type { BindingView } from '../../shared/bindings.js';
import type { LineRef, PreparedCheck, PreparedOutcome } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { isIdOf, cardKey, type WrittenCardId } from '../cards/written-card-id.js';
import { forEachYielding } from '../core/yielding.js';
import { claims } from '../store/journal.js';
import { keysOf, type ParsedLine } from './parsed-line.js';
import { checkCardAndRequest } from './check.js';
import { RequestIndex } from './request-index.js';
import { requestOf, resolve, type ResolveContext } from './resolve.js';

/** A card as it lies in a reader. */
export interface CardInReader {
  readonly text: string;
  readonly raw: string;
}

/** What a line of the book is about, and when its card was first in a reader; ISO 8601. */
export interface BookLine {
  readonly assignment: ParsedLine;
  readonly presentedAt: string | null;
}

/**
 * Every line of every prepared file, the requests they may mean and the bindings that have used them up: what a line
 * comes to is made anew whenever it is asked for, so that it is never out of date.
 */
export class PreparedBook {
  /** Null while there are no lines: a long list is indexed only where somebody has use for it. */
  #requests: RequestIndex | null = null;
  #isListThere = false;
  /** Lines by file, in the order of the file. */
  readonly #files = new Map<string, readonly ParsedLine[]>();
  readonly #byCard = new Map<string, ParsedLine>();
  /** Lines that may mean a request: by its id, or by what its person can be found by. */
  readonly #byTarget = new Map<string, Set<ParsedLine>>();
  readonly #presentedAt = new WeakMap<ParsedLine, string>();
  readonly #claimByRequest = new Map<string, BindingView>();
  readonly #claimByCard = new Map<string, BindingView>();

  readonly #world: Omit<ResolveContext, 'requests'> = {
    claimOfCard: (cardId) => this.claimOfCard(cardId),
    claimOfRequest: (requestId) => this.#claimByRequest.get(requestId) ?? null,
  };

  /** How many lines there are. */
  get total(): number {
    return this.#byCard.size;
  }

  /** The lines of a file; undefined where nothing was taken from one of that name. */
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

  /** Puts a file's lines in place of what it said before; what was in a reader before stays known. */
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
    if (this.total === 0) this.#requests = null;
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

  /** The line about a card as it is written, in whatever file. */
  lineOfCard(cardId: WrittenCardId): ParsedLine | null {
    return this.#byCard.get(cardKey(cardId)) ?? null;
  }

  /** The line that names a request by its id, in whatever file. */
  lineOfRequestId(requestId: string): ParsedLine | null {
    const [line] = this.#byTarget.get(`request ${requestId}`) ?? [];
    return line ?? null;
  }

  /** The line about a card in a reader. */
  lineOf(card: CardInReader): ParsedLine | null {
    const line = this.lineOfCard(card);
    return line !== null && isIdOf(line.cardId, card) ? line : null;
  }

  markPresented(assignment: ParsedLine, at: string): void {
    this.#presentedAt.set(assignment, at);
  }

  /** Part of the list of requests, as it comes. */
  requestsChanged(change: { readonly put: readonly RequestView[]; readonly removed: readonly string[] }): void {
    this.#requests?.change(change);
  }

  /**
   * Indexes the requests that wait, unless they are already; to be done before the first lines are put in. Changes that
   * come meanwhile count, and the process does its other work.
   *
   * @param requests the list itself, not a copy of it
   */
  async indexRequests(requests: Iterable<RequestView>): Promise<void> {
    if (this.#requests !== null) return;
    const index = new RequestIndex();
    this.#requests = index;
    await forEachYielding(requests, (request) => {
      index.change({ put: [request], removed: [] });
    });
  }

  /** The list of requests is whole: before, nobody can say that somebody is not on it, or is the only one. */
  listIsWhole(): void {
    this.#isListThere = true;
  }

  /** A binding of this station as it is now. */
  bindingChanged(binding: BindingView): void {
    const { request, cardId, state, bindingId } = binding;
    const maps = [
      [this.#claimByRequest, [request.requestId]],
      [this.#claimByCard, [`text ${cardId.text}`, `raw ${cardId.raw}`]],
    ] as const;
    for (const [map, keys] of maps) {
      for (const key of keys) {
        if (claims(state)) map.set(key, binding);
        else if (map.get(key)?.bindingId === bindingId) map.delete(key);
      }
    }
  }

  claimOfCard({ text, raw }: WrittenCardId): BindingView | null {
    return this.#claimByCard.get(`text ${text ?? ''}`) ?? this.#claimByCard.get(`raw ${raw ?? ''}`) ?? null;
  }

  /** What a line comes to now. */
  outcomeOf(assignment: ParsedLine): PreparedOutcome {
    const outcome = this.#resolve(assignment);
    if (outcome.outcome !== 'request') return outcome;
    const others = this.linesMeaning(outcome.request)
      .filter((line) => line !== assignment)
      .map(refOf);
    return others.length === 0 ? outcome : { outcome: 'contested', request: outcome.request, others };
  }

  /** The lines that mean this very request. */
  linesMeaning(request: RequestView): readonly ParsedLine[] {
    const keys = [`request ${request.requestId}`, ...keysOf(request.person)];
    const lines = new Set(keys.flatMap((key) => [...(this.#byTarget.get(key) ?? [])]));
    return [...lines].filter((line) => requestOf(this.#resolve(line))?.requestId === request.requestId);
  }

  /** What the files say about binding a card to a request. */
  check(card: CardInReader, request: RequestView): PreparedCheck {
    const line = this.lineOf(card);
    const ofCard = line === null ? null : { assignment: line, outcome: this.outcomeOf(line) };
    return checkCardAndRequest({ ofCard, ofRequest: this.linesMeaning(request) }, request);
  }

  #resolve(assignment: ParsedLine): ReturnType<typeof resolve> {
    return resolve(assignment, { ...this.#world, requests: this.#isListThere ? this.#requests : null });
  }
}

/** Where a line stands. */
export function refOf({ view: { file, line } }: ParsedLine): LineRef {
  return { file, line };
}

function targetKeys({ view, personKeys }: ParsedLine): readonly string[] {
  return view.requestId === null ? personKeys.flat() : [`request ${view.requestId}`];
}
