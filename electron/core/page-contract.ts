import * as z from 'zod';
import { calls, snapshotSchema, type CallName, type Snapshot } from '../../shared/contract.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { stationErrorSchema } from '../../shared/errors.js';
import type { Log } from './log.js';
import { fitSchema } from './fit-schema.js';

/**
 * Holds what main tells the page to the contract: an element of a list that does not fit is left out, and so is a whole value
 * that does not. The page refuses what it does not understand, and would ask for ever. Each kind is logged once, and counted.
 */
export class PageContract {
  readonly #log: Pick<Log, 'error'>;
  readonly #dropped = new Map<string, number>();

  constructor(log: Pick<Log, 'error'>) {
    this.#log = log;
  }

  /** How many elements and values were left out so far, by what they are. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  /** What of a value the page may be told; undefined where it does not fit. @param what names it in the log */
  fit<T>(what: string, schema: z.ZodType<T>, value: unknown): T | undefined {
    const fit = fitSchema(schema, value);
    if (fit.dropped > 0) this.#count(what, fit.dropped, fit.detail);
    return fit.fits ? fit.value : undefined;
  }

  /** What of an answer to a call the page may be told. */
  answer(name: CallName, answer: Result<unknown>): Result<unknown> {
    if (name === 'station/snapshot' && answer.ok && typeof answer.value === 'object' && answer.value !== null)
      return this.#snapshot(answer.value);
    const schema: z.ZodType = answer.ok ? calls[name].value : stationErrorSchema;
    const fit = fitSchema(schema, answer.ok ? answer.value : answer.error);
    if (fit.dropped > 0) this.#count(name, fit.dropped, fit.detail);
    if (!fit.fits) return fail({ code: 'internal', detail: `The answer does not fit the contract: ${fit.detail}` });
    return answer.ok ? ok(fit.value) : answer;
  }

  /** A snapshot the page can draw: a slice that does not fit is told as at the start of a station, if it may be. */
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
    if (before === 0)
      this.#log.error('what the page was to be told does not fit the contract and was left out', { what, count: dropped, detail });
  }
}

/** Slices that say nothing yet; who works here and what they may do is not among them. */
const atStart: Partial<Snapshot> = {
  service: { state: 'starting' },
  connection: { state: 'connecting' },
  requestsFetchedAt: null,
  prepared: { total: 0, revision: 0, cards: [] },
  run: null,
  training: null,
  stockProgress: null,
};
