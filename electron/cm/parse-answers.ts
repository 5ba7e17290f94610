import * as z from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { Answer } from './exchange.js';

/** An element of a list that could not be read, and why. */
export interface Rejected {
  readonly index: number;
  readonly detail: string;
}

/**
 * Reads every object of an answer on its own, so that a broken one does not hide the others. "One or more objects"
 * (get request page): an answer may be a list, one object, or empty.
 */
export class ObjectReader<T> {
  readonly #schema: z.ZodType<T>;
  readonly #idOf: (value: T) => string;
  readonly #values = new Map<string, T>();
  #count = 0;
  readonly rejected: Rejected[] = [];

  /** @param idOf what tells the objects apart; one that comes again is rejected */
  constructor(schema: z.ZodType<T>, idOf: (value: T) => string) {
    this.#schema = schema;
    this.#idOf = idOf;
  }

  readonly take = (element: unknown): void => {
    const index = this.#count;
    this.#count += 1;
    const parsed = this.#schema.safeParse(element);
    if (!parsed.success) {
      // JSON's null stands for an empty answer as well.
      if (element !== null || index > 0) this.rejected.push({ index, detail: z.prettifyError(parsed.error) });
      return;
    }
    const id = this.#idOf(parsed.data);
    if (this.#values.has(id)) this.rejected.push({ index, detail: `${id} came before` });
    else this.#values.set(id, parsed.data);
  };

  values(): T[] {
    return [...this.#values.values()];
  }

  /**
   * The one object that was asked for. An empty answer means that there is none; an answer about another object, or
   * more than one, is a bad one.
   */
  only(answer: Answer, id: string): Result<T, CmError> {
    const [rejected] = this.rejected;
    if (rejected) return answer.bad(rejected.detail);
    const [value, ...others] = this.#values.values();
    if (value === undefined) return answer.none();
    if (others.length > 0) return answer.bad('The answer is more than one object');
    return this.#idOf(value) === id.toLowerCase() ? ok(value) : answer.bad('The answer is about another object');
  }
}
