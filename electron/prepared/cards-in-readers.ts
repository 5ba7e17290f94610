import type { CardId } from '../../shared/cards.js';
import type { PreparedCard, ServerVerdict } from '../../shared/prepared.js';
import type { ParsedLine } from './parsed-line.js';
import type { PreparedBook } from './prepared-book.js';
import { requestToAsk } from './server-check.js';

export interface CardsInReadersDeps {
  readonly book: PreparedBook;
  /** Asks the server about a request and a card. */
  readonly ask: (requestId: string, cardId: string) => Promise<ServerVerdict>;
  /** Called once per presentation whose line cannot be resolved, because the list may be out of date. */
  readonly refresh: () => void;
  /** Called when a prepared card is first in a reader. */
  readonly onPresented: (assignment: ParsedLine) => void;
  readonly onChanged: () => void;
}

interface PresentCard {
  readonly cardId: CardId;
  /** The request that the server was asked about. */
  asked: string | null;
  hasRefreshed: boolean;
  server: ServerVerdict | null;
  shown: PreparedCard | null;
}

/** The prepared cards in the readers, each with the outcome of its line and the server's answer. */
export class CardsInReaders {
  readonly #deps: CardsInReadersDeps;
  readonly #cards = new Map<number, PresentCard>();

  constructor(deps: CardsInReadersDeps) {
    this.#deps = deps;
  }

  all(): PreparedCard[] {
    return [...this.#cards.values()].flatMap(({ shown }) => shown ?? []);
  }

  put(presentationId: number, cardId: CardId): void {
    const known = this.#cards.get(presentationId);
    if (known?.cardId.text === cardId.text && known.cardId.raw === cardId.raw) return;
    this.#cards.set(presentationId, { cardId, asked: null, hasRefreshed: false, server: null, shown: null });
    this.look();
  }

  take(presentationId: number): void {
    const known = this.#cards.get(presentationId);
    this.#cards.delete(presentationId);
    if (known !== undefined && known.shown !== null) this.#deps.onChanged();
  }

  /** Checks every card again after files, requests or bindings changed. */
  look(): void {
    let hasChanged = false;
    for (const [presentationId, present] of this.#cards) {
      const shown = this.#resolve(presentationId, present);
      if (JSON.stringify(shown) === JSON.stringify(present.shown)) continue;
      present.shown = shown;
      hasChanged = true;
    }
    if (hasChanged) this.#deps.onChanged();
  }

  /** Repeats unanswered questions, now that the server answers again. */
  askAgain(): void {
    for (const present of this.#cards.values()) if (present.server?.word === 'silent') present.asked = null;
    this.look();
  }

  #resolve(presentationId: number, present: PresentCard): PreparedCard | null {
    const { book, refresh, onPresented } = this.#deps;
    const line = book.lineOf(present.cardId);
    if (line === null) return null;
    if (book.presentedAt(line) === null) onPresented(line);
    const outcome = book.outcomeOf(line);
    const isMissed = outcome.outcome === 'request-gone' || outcome.outcome === 'no-request' || outcome.outcome === 'person-unknown';
    if (isMissed && !present.hasRefreshed) {
      present.hasRefreshed = true;
      refresh();
    }
    this.#ask(presentationId, present, requestToAsk(outcome, line.view.requestId));
    return { presentationId, assignment: line.view, outcome, server: present.server };
  }

  #ask(presentationId: number, present: PresentCard, requestId: string | null): void {
    if (requestId === present.asked) return;
    present.asked = requestId;
    present.server = requestId === null ? null : { word: 'asking' };
    if (requestId === null) return;
    void this.#deps.ask(requestId, present.cardId.text).then((word) => {
      // The card may have left, or its line may mean another request now.
      if (this.#cards.get(presentationId) !== present || present.asked !== requestId) return;
      present.server = word;
      this.look();
    });
  }
}
