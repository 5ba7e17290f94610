import type { CardId } from '../../shared/cards.js';
import type { PreparedCard, ServerVerdict } from '../../shared/prepared.js';
import type { Assignment } from './assignment.js';
import type { PreparedBook } from './prepared-book.js';
import { requestToAsk } from './server-word.js';

export interface CardsInReadersOptions {
  readonly book: PreparedBook;
  /** What the server says of a request and a card. */
  readonly ask: (requestId: string, cardId: string) => Promise<ServerVerdict>;
  /** Told once a presentation whose line cannot be resolved: the list may be a moment behind. */
  readonly refresh: () => void;
  /** A card of a line was in a reader for the first time. */
  readonly onPresented: (assignment: Assignment) => void;
  readonly onChanged: () => void;
}

interface Lying {
  readonly cardId: CardId;
  /** The request the server was asked about. */
  asked: string | null;
  hasRefreshed: boolean;
  server: ServerVerdict | null;
  shown: PreparedCard | null;
}

/** The cards that lie in readers now and are prepared, each with what its line comes to and what the server says. */
export class CardsInReaders {
  readonly #options: CardsInReadersOptions;
  readonly #lying = new Map<number, Lying>();

  constructor(options: CardsInReadersOptions) {
    this.#options = options;
  }

  all(): PreparedCard[] {
    return [...this.#lying.values()].flatMap(({ shown }) => shown ?? []);
  }

  put(presentationId: number, cardId: CardId): void {
    const known = this.#lying.get(presentationId);
    if (known?.cardId.text === cardId.text && known.cardId.raw === cardId.raw) return;
    this.#lying.set(presentationId, { cardId, asked: null, hasRefreshed: false, server: null, shown: null });
    this.look();
  }

  take(presentationId: number): void {
    const known = this.#lying.get(presentationId);
    this.#lying.delete(presentationId);
    if (known !== undefined && known.shown !== null) this.#options.onChanged();
  }

  /** Looks at every card anew: files, requests or bindings have changed. */
  look(): void {
    let hasChanged = false;
    for (const [presentationId, lying] of this.#lying) {
      const shown = this.#lookAt(presentationId, lying);
      if (JSON.stringify(shown) === JSON.stringify(lying.shown)) continue;
      lying.shown = shown;
      hasChanged = true;
    }
    if (hasChanged) this.#options.onChanged();
  }

  /** The server answers again: what it could not be asked is asked now. */
  askAgain(): void {
    for (const lying of this.#lying.values()) if (lying.server?.word === 'silent') lying.asked = null;
    this.look();
  }

  #lookAt(presentationId: number, lying: Lying): PreparedCard | null {
    const { book, refresh, onPresented } = this.#options;
    const line = book.lineOf(lying.cardId);
    if (line === null) return null;
    if (book.presentedAt(line) === null) onPresented(line);
    const outcome = book.outcomeOf(line);
    const isMissed = outcome.outcome === 'request-gone' || outcome.outcome === 'no-request' || outcome.outcome === 'person-unknown';
    if (isMissed && !lying.hasRefreshed) {
      lying.hasRefreshed = true;
      refresh();
    }
    this.#ask(presentationId, lying, requestToAsk(outcome, line.view.requestId));
    return { presentationId, assignment: line.view, outcome, server: lying.server };
  }

  #ask(presentationId: number, lying: Lying, requestId: string | null): void {
    if (requestId === lying.asked) return;
    lying.asked = requestId;
    lying.server = requestId === null ? null : { word: 'asking' };
    if (requestId === null) return;
    void this.#options.ask(requestId, lying.cardId.text).then((word) => {
      // The card may have left, or its line may mean another request by now.
      if (this.#lying.get(presentationId) !== lying || lying.asked !== requestId) return;
      lying.server = word;
      this.look();
    });
  }
}
