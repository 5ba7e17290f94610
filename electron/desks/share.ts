import type { DeskHeadsDeps } from './desk-heads.js';

/** How long the share may take for one thing, ms, before it is said that it does not answer. */
const SHARE_MS = 30_000;

/**
 * A share that may hang: asked one thing at a time, and so long at most. What hangs holds one of the process's few threads for
 * files until the system gives it up, so nothing else is asked for as long.
 */
export class Share {
  readonly #schedule: DeskHeadsDeps['schedule'];
  #isHanging = false;

  constructor(schedule: DeskHeadsDeps['schedule']) {
    this.#schedule = schedule;
  }

  /** @throws Error where the share does not answer, or has not since it was asked before; else what is asked throws */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isHanging) throw silent();
    this.#isHanging = true;
    const asked = work().finally(() => {
      this.#isHanging = false;
    });
    let cancel: () => void = () => undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      cancel = this.#schedule(() => {
        reject(silent());
      }, SHARE_MS);
    });
    try {
      return await Promise.race([asked, tooLong]);
    } finally {
      cancel();
    }
  }
}

function silent(): Error {
  return new Error('The folder does not answer');
}
