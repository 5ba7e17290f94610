import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { Answer } from './exchange.js';

/** A list element that could not be parsed, and why. */
export interface RejectedElement {
  readonly index: number;
  readonly detail: string;
}

/** The list elements that could not be parsed: their number and the first few. */
export interface Rejected {
  readonly count: number;
  readonly first: readonly RejectedElement[];
}

/** Number of rejected elements that are described: describing takes longer than parsing, and a list may hold nothing else. */
const DESCRIBED = 5;
const LONGEST_DETAIL = 500;

/**
 * Parses each object of an answer separately, so that a broken one does not hide the others. The answer may be a list, one
 * object, or empty ("one or more objects", get request page).
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
   * @param idOf returns an object's id; duplicates are rejected
   * @param each receives each object; objects are then not collected, and duplicates are passed on
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
      // JSON null also means an empty answer.
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
   * Returns the one object that was asked for. An empty answer, another object, or several objects are an error: only a 404 means
   * that it does not exist.
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
