import { schedule } from '../core/schedule.js';
import type { ServiceLogEntry } from './service.js';
import { bindBodySchema } from './service-calls.js';

/** How long after its binding a request is executed, ms. */
const EXECUTED_AFTER_MS = 45_000;

/** Whoever executes bound requests elsewhere, such as at the next desk: in training each is done within a minute. */
export class RequestExecutor {
  readonly #execute: (requestId: string) => void;
  readonly #cancels = new Set<() => void>();

  constructor(execute: (requestId: string) => void) {
    this.#execute = execute;
  }

  /** A call to bind was answered; where it bound, its request is executed later. */
  boundBy({ did, body }: Pick<ServiceLogEntry, 'did' | 'body'>): void {
    if (did !== 'bound') return;
    const { requestid } = bindBodySchema.parse(JSON.parse(body));
    const cancel = schedule(() => {
      this.#cancels.delete(cancel);
      this.#execute(requestid);
    }, EXECUTED_AFTER_MS);
    this.#cancels.add(cancel);
  }

  /** Executes nothing any more. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
