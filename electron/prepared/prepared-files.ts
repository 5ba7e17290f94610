import type { PreparedProblem } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { MAX_VALUE_LENGTH } from '../../shared/tables.js';
import { possibleTexts } from '../cards/written-card-id.js';
import { Yielder } from '../core/yielding.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { PreparedStore, StoredPreparedFile } from '../store/prepared-store.js';
import { MOST_PROBLEMS } from '../tables/table.js';
import type { TableRead } from '../tables/read-table.js';
import { parsedLine, type ParsedLine } from './parsed-line.js';
import type { PreparedBook, BookLine } from './prepared-book.js';
import { digestOf, readPreparedLines } from './read-prepared-lines.js';

export interface PreparedFilesDeps {
  readonly store: PreparedStore;
  readonly book: PreparedBook;
  readonly journal: Pick<Journal, 'claimsOf' | 'note'>;
  readonly readTable: (path: string) => Promise<TableRead>;
  /** Returns every open request in the current list. */
  readonly requests: () => Iterable<RequestView>;
  readonly now: () => Date;
}

/** A file to import. */
export interface FileToTake {
  readonly path: string;
  readonly name: string;
  readonly origin: 'folder' | 'import';
  /** Whether the file is still unchanged. */
  readonly isSame: () => Promise<boolean>;
}

export type TakeResult =
  | { readonly outcome: 'taken'; readonly total: number }
  /** Its content was already imported, or removed by an operator. */
  | { readonly outcome: 'known' }
  | { readonly outcome: 'refused'; readonly problems: readonly PreparedProblem[] };

/** Lines per store access, and claims per journal query. */
const PORTION = 500;

/** Imports prepared files into the book and the store, each completely or not at all, one at a time. */
export class PreparedFiles {
  readonly #deps: PreparedFilesDeps;
  readonly #files = new Map<string, StoredPreparedFile>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: PreparedFilesDeps) {
    this.#deps = deps;
  }

  /** The imported and removed files, by name. */
  get all(): ReadonlyMap<string, StoredPreparedFile> {
    return this.#files;
  }

  /** Loads what the previous process stored and the journal's claims. @throws JournalError */
  load(): Promise<void> {
    return this.#inTurn(() => this.#load());
  }

  /** Imports a file, replacing one of the same name. */
  take(file: FileToTake): Promise<TakeResult> {
    return this.#inTurn(() => this.#take(file));
  }

  /** Removes a file's lines and journals the reason. @returns false if there is no such file @throws JournalError */
  remove(name: string, reason: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const { store, book, journal } = this.#deps;
      const file = this.#files.get(name);
      const lines = book.linesOf(name);
      if (file === undefined || lines === undefined) return false;
      await journal.note('prepared-file-removed', { file: name, cards: lines.length, reason });
      await store.remove(name);
      this.#files.set(name, { ...file, isRemoved: true });
      book.remove(name);
      return true;
    });
  }

  /**
   * Applies requests that are new in the list: an earlier process may have bound one that a line means by its person.
   * @returns whether it had
   * @throws JournalError
   */
  async requestsListed(requests: readonly RequestView[]): Promise<boolean> {
    const { book } = this.#deps;
    const requestIds = book.unboundNamedByPerson(requests);
    let isAny = false;
    for (let at = 0; at < requestIds.length; at += PORTION)
      isAny = (await this.#learnClaims({ requestIds: requestIds.slice(at, at + PORTION), cardIds: [] })) || isAny;
    return isAny;
  }

  async #load(): Promise<void> {
    const { store, book } = this.#deps;
    for (const file of await store.files()) this.#files.set(file.name, file);
    const lines = new Map<string, BookLine[]>(
      [...this.#files.values()].filter(({ isRemoved }) => !isRemoved).map(({ name }) => [name, []]),
    );
    for (let skip = 0; ; skip += PORTION) {
      const page = await store.page(skip, PORTION);
      for (const { view, cardText, cardRaw, presentedAt } of page) {
        lines.get(view.file)?.push({ assignment: parsedLine(view, { text: cardText, raw: cardRaw }), presentedAt });
      }
      if (page.length < PORTION) break;
    }
    for (const [name, ofFile] of lines) {
      await this.#learn(ofFile.map(({ assignment }) => assignment));
      book.replace(name, ofFile);
    }
  }

  async #take({ path, name, origin, isSame }: FileToTake): Promise<TakeResult> {
    const { book, readTable } = this.#deps;
    const read = await readTable(path);
    if (read.outcome === 'cancelled' || !(await isSame())) return refused({ line: 0, column: null, code: 'changed-meanwhile', value: '' });
    if (read.outcome === 'refused') return refused(read.problem);
    const assignments = await readPreparedLines(name, read.table);
    if (!assignments.ok) return refused(...assignments.error);
    const conflicts = await this.#conflicts(name, assignments.value);
    if (conflicts.length > 0) return refused(...conflicts);

    const digest = await digestOf(assignments.value);
    const known = this.#files.get(name);
    if (known?.digest === digest && (origin === 'folder' || !known.isRemoved)) return { outcome: 'known' };
    try {
      await this.#learn(assignments.value);
      const lines = assignments.value.map((assignment) => ({ assignment, presentedAt: this.#presentedAt(assignment) }));
      await this.#keep({ name, origin, takenAt: this.#deps.now().toISOString(), digest, isRemoved: false }, lines);
      book.replace(name, lines);
      return { outcome: 'taken', total: lines.length };
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      return refused({ line: 0, column: null, code: 'not-kept', value: error.message.slice(0, MAX_VALUE_LENGTH) });
    }
  }

  /** @throws JournalError; the earlier lines then stay */
  async #keep(file: StoredPreparedFile, lines: readonly BookLine[]): Promise<void> {
    const { store, journal } = this.#deps;
    await store.unstage();
    for (let at = 0; at < lines.length; at += PORTION) {
      await store.stage(
        lines.slice(at, at + PORTION).map(({ assignment: { view, cardId, cardKey }, presentedAt }) => ({
          view,
          cardText: cardId.text,
          cardRaw: cardId.raw,
          cardKey,
          presentedAt,
        })),
      );
    }
    await store.replace(file);
    this.#files.set(file.name, file);
    await journal.note('prepared-file-taken', { file: file.name, from: file.origin, cards: lines.length, digest: file.digest });
  }

  /** Returns when a card was in a reader under an earlier version of the file. */
  #presentedAt({ cardId, view }: ParsedLine): string | null {
    const before = this.#deps.book.lineOfCard(cardId);
    return before?.view.file === view.file ? this.#deps.book.presentedAt(before) : null;
  }

  /** Returns the lines whose card or request another file already has. */
  async #conflicts(name: string, assignments: readonly ParsedLine[]): Promise<PreparedProblem[]> {
    const { book } = this.#deps;
    const problems: PreparedProblem[] = [];
    const turns = new Yielder();
    for (const { view, cardId } of assignments) {
      const object = (code: PreparedProblem['code'], other: ParsedLine | null): void => {
        if (other === null || other.view.file === name || problems.length >= MOST_PROBLEMS) return;
        const value = `${other.view.file}: ${String(other.view.line)}`.slice(0, MAX_VALUE_LENGTH);
        problems.push({ line: view.line, column: null, code, value });
      };
      object('card-in-other-file', book.lineOfCard(cardId));
      if (view.requestId !== null) object('request-in-other-file', book.lineOfRequestId(view.requestId));
      await turns.yieldIfDue();
    }
    return problems;
  }

  /** Loads what the lines are matched with: the requests, and the claims of requests and cards. @throws JournalError */
  async #learn(assignments: readonly ParsedLine[]): Promise<void> {
    const { book, requests } = this.#deps;
    await book.indexRequests(requests());
    for (let at = 0; at < assignments.length; at += PORTION) {
      const portion = assignments.slice(at, at + PORTION);
      await this.#learnClaims({
        requestIds: portion.flatMap((assignment) => book.requestIdsOf(assignment)),
        cardIds: portion.flatMap(({ cardId }) => possibleTexts(cardId)),
      });
    }
  }

  /** @returns whether the journal has any @throws JournalError */
  async #learnClaims(of: Parameters<Journal['claimsOf']>[0]): Promise<boolean> {
    const { book, journal } = this.#deps;
    const claims = await journal.claimsOf(of);
    for (const claim of claims) book.bindingChanged(claim);
    return claims.length > 0;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}

function refused(...problems: readonly PreparedProblem[]): TakeResult {
  return { outcome: 'refused', problems };
}
