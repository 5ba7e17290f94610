import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { Answer } from './exchange.js';

/** An element of a list that could not be read, and why. */
export interface RejectedElement {
  readonly index: number;
  readonly detail: string;
}

/** The elements of a list that could not be read: how many, and the first of them. */
export interface Rejected {
  readonly count: number;
  readonly first: readonly RejectedElement[];
}

/** So many rejected elements are described: a list may hold nothing else, and describing one takes longer than reading it. */
const DESCRIBED = 5;
const LONGEST_DETAIL = 500;

/**
 * Reads every object of an answer on its own, so that a broken one does not hide the others. "One or more objects"
 * (get request page): an answer may be a list, one object, or empty.
 */
export class ObjectReader<T> {
  readonly #schema: z.ZodType<T>;
  readonly #idOf: (value: T) => string;
  readonly #values = new Map<string, T>();
  readonly #each: ((value: T) => void) | null;
  #count = 0;
  #rejectedCount = 0;
  readonly #described: RejectedElement[] = [];

  /**
   * @param idOf what tells the objects apart; one that comes again is rejected
   * @param each takes the objects one by one; then none is kept here, and one that comes again is given again
   */
  constructor(schema: z.ZodType<T>, idOf: (value: T) => string, each: ((value: T) => void) | null = null) {
    this.#schema = schema;
    this.#idOf = idOf;
    this.#each = each;
  }

  readonly take = (element: unknown): void => {
    const index = this.#count;
    this.#count += 1;
    const parsed = this.#schema.safeParse(element);
    if (!parsed.success) {
      // JSON's null stands for an empty answer as well.
      if (element !== null || index > 0) this.#reject(index, () => z.prettifyError(parsed.error));
      return;
    }
    if (this.#each !== null) {
      this.#each(parsed.data);
      return;
    }
    const id = this.#idOf(parsed.data);
    if (this.#values.has(id)) this.#reject(index, () => `${id} came before`);
    else this.#values.set(id, parsed.data);
  };

  get rejected(): Rejected {
    return { count: this.#rejectedCount, first: this.#described };
  }

  values(): T[] {
    return [...this.#values.values()];
  }

  /**
   * The one object that was asked for. An answer that is empty, about another object, or more than one, is a bad one: that
   * there is none is said by a 404 alone.
   */
  only(answer: Answer, id: string): Result<T, CmError> {
    const [rejected] = this.#described;
    if (rejected) return answer.bad(rejected.detail);
    const [value, ...others] = this.#values.values();
    if (value === undefined) return answer.bad('The answer is empty');
    if (others.length > 0) return answer.bad('The answer is more than one object');
    return this.#idOf(value) === id.toLowerCase() ? ok(value) : answer.bad('The answer is about another object');
  }

  #reject(index: number, detail: () => string): void {
    this.#rejectedCount += 1;
    if (this.#described.length < DESCRIBED) this.#described.push({ index, detail: detail().slice(0, LONGEST_DETAIL) });
  }
}
