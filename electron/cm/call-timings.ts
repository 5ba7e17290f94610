import type { CallTiming } from '../../shared/diagnostics.js';
import type { Result } from '../../shared/result.js';
import type { CmClient } from './client.js';

/** Calls of each kind that are remembered. */
const REMEMBERED = 200;

interface Timing {
  count: number;
  failures: number;
  readonly newestMs: number[];
}

/** Records the durations of calls to the CM service. */
export class CallTimings {
  readonly #byCall = new Map<string, Timing>();
  readonly #nowMs: () => number;

  /** @param nowMs monotonic clock, ms */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Wraps a client so that the duration of each call is recorded. */
  of(cm: CmClient): CmClient {
    return {
      listRequests: (...args) => this.#note('listRequests', cm.listRequests(...args)),
      readRequests: (...args) => this.#note('readRequests', cm.readRequests(...args)),
      getRequest: (...args) => this.#note('getRequest', cm.getRequest(...args)),
      getSmartcard: (...args) => this.#note('getSmartcard', cm.getSmartcard(...args)),
      findSmartcardByCardId: (...args) => this.#note('findSmartcardByCardId', cm.findSmartcardByCardId(...args)),
      listProfileTemplates: (...args) => this.#note('listProfileTemplates', cm.listProfileTemplates(...args)),
      abandonRequest: (...args) => this.#note('abandonRequest', cm.abandonRequest(...args)),
      bind: (...args) => this.#note('bind', cm.bind(...args)),
    };
  }

  /** Returns one entry per kind of call, in whole ms. */
  report(): CallTiming[] {
    return [...this.#byCall].map(([call, { count, failures, newestMs }]) => {
      const sorted = [...newestMs].sort((a, b) => a - b);
      return {
        call,
        count,
        failures,
        lastMs: Math.round(newestMs.at(-1) ?? 0),
        medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
        slowestMs: Math.round(sorted.at(-1) ?? 0),
      };
    });
  }

  async #note<T, E>(call: string, answer: Promise<Result<T, E>>): Promise<Result<T, E>> {
    const began = this.#nowMs();
    const result = await answer;
    const timing = this.#byCall.get(call) ?? { count: 0, failures: 0, newestMs: [] };
    this.#byCall.set(call, timing);
    timing.count += 1;
    if (!result.ok) timing.failures += 1;
    timing.newestMs.push(this.#nowMs() - began);
    if (timing.newestMs.length > REMEMBERED) timing.newestMs.shift();
    return result;
  }
}
