import type { EndedStatus } from '../../shared/after-care.js';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { CmClient, RequestStatus } from '../cm/client.js';
import type { CareMemory } from '../store/after-care.js';
import type { BudgetedAsk } from './look-at-request.js';

/** Completed, from the pages' example (get request page). The other ends' numbers are undocumented. */
export const COMPLETED = 8;

const lists: readonly { readonly word: EndedStatus; readonly status: RequestStatus }[] = [
  { word: 'canceled', status: 'Canceled' },
  { word: 'failed', status: 'Failed' },
  { word: 'denied', status: 'Denied' },
];

/** How long a number that was found in no list is not searched for again, ms, because the lists may be long. */
const UNEXPLAINED_MS = 24 * 3_600_000;

/** Maps request status numbers to ends. Undocumented numbers are learned from the server's own lists. */
export class EndedStatuses {
  readonly #ends: Map<number, EndedStatus>;
  readonly #unexplained = new Map<number, number>();

  /** @param ended what earlier runs learned */
  constructor(ended: CareMemory['ended']) {
    this.#ends = new Map(ended.map(({ status, word }) => [status, word]));
  }

  /** Returns the end for a status number; null if unknown. */
  endOf(status: number): EndedStatus | 'executed' | null {
    return status === COMPLETED ? 'executed' : (this.#ends.get(status) ?? null);
  }

  /** Whether the lists should be searched for a number; `now` in ms since the epoch. */
  mayLearn(status: number, now: number): boolean {
    const tried = this.#unexplained.get(status);
    return tried === undefined || Math.abs(now - tried) >= UNEXPLAINED_MS;
  }

  /**
   * Searches the lists of ended requests for a request. Its number means the end of the one list that has it; a request in
   * several lists proves nothing, because the server ignores the filter.
   * @returns null if stopped
   */
  async learn(
    cm: Pick<CmClient, 'readRequests'>,
    ask: BudgetedAsk,
    { requestId, status }: { readonly requestId: string; readonly status: number },
    now: number,
  ): Promise<Result<EndedStatus | null, CmError> | null> {
    const having = new Set<EndedStatus>();
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
