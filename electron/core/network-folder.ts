import { withExternalPath, ExternalPathError } from './external-path.js';
import { schedule as realSchedule } from './schedule.js';

/** Longest time for one operation, ms. */
const LIMIT_MS = 30_000;

/**
 * A folder that may be on an unavailable share. Runs one operation at a time, with a time limit. An operation that hangs
 * occupies one of the process's few file threads until the system gives up, so no other is started until then.
 */
export class NetworkFolder {
  readonly #schedule: typeof realSchedule;
  #isHanging = false;

  constructor(schedule = realSchedule) {
    this.#schedule = schedule;
  }

  /** @throws ExternalPathError if the folder does not answer or an earlier operation still hangs; or what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isHanging) throw new ExternalPathError('The folder does not respond');
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
      throw error instanceof ExternalPathError ? new ExternalPathError('The folder does not respond', { cause: error }) : error;
    }
  }
}
