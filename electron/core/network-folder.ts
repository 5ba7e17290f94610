import { withExternalPath, ExternalPathError } from './external-path.js';
import { schedule as realSchedule } from './schedule.js';

/** How long the share may take for one thing, ms, before it is said that it does not answer. */
const LIMIT_MS = 30_000;

/**
 * A folder that may lie on a share that hangs: asked one thing at a time, and so long at most. What hangs holds one of the process's
 * few threads for files until the system gives it up, so nothing else is asked for as long.
 */
export class NetworkFolder {
  readonly #schedule: typeof realSchedule;
  #isHanging = false;

  constructor(schedule = realSchedule) {
    this.#schedule = schedule;
  }

  /** @throws ExternalPathError where the share does not answer, or has not since it was asked before; else what is asked throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isHanging) throw new ExternalPathError('The folder does not answer');
    this.#isHanging = true;
    const asked = { hasBegun: false };
    const done = (): void => {
      this.#isHanging = false;
    };
    const begin = (): Promise<T> => {
      asked.hasBegun = true;
      return work().finally(done);
    };
    try {
      return await withExternalPath(begin, { limitMs: LIMIT_MS, schedule: this.#schedule });
    } catch (error) {
      if (!asked.hasBegun) done();
      throw error instanceof ExternalPathError ? new ExternalPathError('The folder does not answer', { cause: error }) : error;
    }
  }
}
