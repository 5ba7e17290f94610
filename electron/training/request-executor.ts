import { schedule } from '../core/schedule.js';
import type { ServiceLogEntry } from './service.js';
import { bindBodySchema } from './service-calls.js';

/** Time from a binding to its request's execution, ms. */
const EXECUTED_AFTER_MS = 45_000;

/** Simulates the execution of bound requests elsewhere, such as at another desk: in training, within a minute. */
export class RequestExecutor {
  readonly #execute: (requestId: string) => void;
  readonly #cancels = new Set<() => void>();

  constructor(execute: (requestId: string) => void) {
    this.#execute = execute;
  }

  /** Call after an answered bind call; if it bound, schedules the request's execution. */
  boundBy({ did, body }: Pick<ServiceLogEntry, 'did' | 'body'>): void {
    if (did !== 'bound') return;
    const { requestid } = bindBodySchema.parse(JSON.parse(body));
    const cancel = schedule(() => {
      this.#cancels.delete(cancel);
      this.#execute(requestid);
    }, EXECUTED_AFTER_MS);
    this.#cancels.add(cancel);
  }

  /** Cancels all executions. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
