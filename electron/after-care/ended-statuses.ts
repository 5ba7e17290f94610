import type { EndedWord } from '../../shared/after-care.js';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { CmClient, RequestStatus } from '../cm/client.js';
import type { CareMemory } from '../store/after-care.js';
import type { BudgetedAsk } from './look-at-request.js';

/** Completed, in the pages' own example (get request page). They name no number of the other ends. */
export const COMPLETED = 8;

const lists: readonly { readonly word: EndedWord; readonly status: RequestStatus }[] = [
  { word: 'canceled', status: 'Canceled' },
  { word: 'failed', status: 'Failed' },
  { word: 'denied', status: 'Denied' },
];

/** How long a number that no list explains is left alone, ms: the lists may be long. */
const UNEXPLAINED_MS = 24 * 3_600_000;

/** Which number of a request's status stands for which end. What no page says is learned from the server's own lists. */
export class EndedStatuses {
  readonly #ends: Map<number, EndedWord>;
  readonly #unexplained = new Map<number, number>();

  /** @param ended what was learned before this start */
  constructor(ended: CareMemory['ended']) {
    this.#ends = new Map(ended.map(({ status, word }) => [status, word]));
  }

  /** Returns the end that a number stands for; null: none that is known. */
  endOf(status: number): EndedWord | 'executed' | null {
    return status === COMPLETED ? 'executed' : (this.#ends.get(status) ?? null);
  }

  /** Whether it is worth it to look for a number in the lists; `now` in ms since the epoch. */
  mayLearn(status: number, now: number): boolean {
    const tried = this.#unexplained.get(status);
    return tried === undefined || Math.abs(now - tried) >= UNEXPLAINED_MS;
  }

  /**
   * Looks for a request in the lists of what has ended: its number stands for the one list that has it. A request in several
   * says nothing, for then the server does not hold to what was asked.
   *
   * @returns null where the asking was stopped
   */
  async learn(
    cm: Pick<CmClient, 'readRequests'>,
    ask: BudgetedAsk,
    { requestId, status }: { readonly requestId: string; readonly status: number },
    now: number,
  ): Promise<Result<EndedWord | null, CmError> | null> {
    const having = new Set<EndedWord>();
    for (const { word, status: list } of lists) {
      const read = await ask((signal) =>
        cm.readRequests(
          list,
          (request) => {
            if (request.requestId === requestId && request.status === status) having.add(word);
          },
          signal,
        ),
      );
      if (read === null || !read.ok) return read;
    }
    const [word] = having;
    if (word === undefined || having.size > 1) {
      this.#unexplained.set(status, now);
      return ok(null);
    }
    this.#ends.set(status, word);
    return ok(word);
  }
}
