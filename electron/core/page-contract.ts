import * as z from 'zod';
import { calls, snapshotSchema, type CallName, type Snapshot } from '../../shared/contract.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { stationErrorSchema } from '../../shared/errors.js';
import type { Log } from './log.js';
import { fitSchema } from './fit-schema.js';

/**
 * Validates everything that main sends to the page. Invalid list elements are left out, and so are values that are invalid as a
 * whole: the page rejects data it does not understand and would request it forever. Each kind is logged once and counted.
 */
export class PageContract {
  readonly #log: Pick<Log, 'error'>;
  readonly #onDropped: () => void;
  readonly #dropped = new Map<string, number>();

  /** @param onDropped called when the first value of a kind was left out, while a message to the page is being made */
  constructor(log: Pick<Log, 'error'>, onDropped: () => void = () => undefined) {
    this.#log = log;
    this.#onDropped = onDropped;
  }

  /** Number of elements and values left out, by kind. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  /** Returns the part of a value that fits; undefined if nothing does. @param what names it in the log */
  fit<T>(what: string, schema: z.ZodType<T>, value: unknown): T | undefined {
    const fit = fitSchema(schema, value);
    if (fit.dropped > 0) this.#count(what, fit.dropped, fit.detail);
    return fit.fits ? fit.value : undefined;
  }

  /** Returns the part of an answer that fits the contract. */
  answer(name: CallName, answer: Result<unknown>): Result<unknown> {
    if (name === 'station/snapshot' && answer.ok && typeof answer.value === 'object' && answer.value !== null)
      return this.#snapshot(answer.value);
    const schema: z.ZodType = answer.ok ? calls[name].value : stationErrorSchema;
    const fit = fitSchema(schema, answer.ok ? answer.value : answer.error);
    if (fit.dropped > 0) this.#count(name, fit.dropped, fit.detail);
    if (!fit.fits) return fail({ code: 'internal', detail: `The answer does not fit the contract: ${fit.detail}` });
    return answer.ok ? ok(fit.value) : answer;
  }

  /** Returns a snapshot that the page can show. An invalid slice is replaced by its initial value, if it has one. */
  #snapshot(value: object): Result<unknown> {
    const slices: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries<z.ZodType>(snapshotSchema.shape)) {
      const slice: unknown = this.fit(`snapshot ${name}`, schema, Reflect.get(value, name)) ?? Reflect.get(atStart, name);
      if (slice === undefined) return fail({ code: 'internal', detail: `What the station knows of "${name}" does not fit the contract` });
      slices[name] = slice;
    }
    return ok(slices);
  }

  #count(what: string, dropped: number, detail: string): void {
    const before = this.#dropped.get(what) ?? 0;
    this.#dropped.set(what, before + dropped);
    if (before > 0) return;
    this.#onDropped();
    this.#log.error('data for the page does not fit the contract and was left out', { what, count: dropped, detail });
  }
}

/** Initial values. Identity and role have none. */
const atStart: Partial<Snapshot> = {
  service: { state: 'starting' },
  connection: { state: 'connecting' },
  requestsFetchedAt: null,
  prepared: { total: 0, revision: 0, cards: [] },
  run: null,
  training: null,
  stockProgress: null,
};
