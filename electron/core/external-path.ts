import { schedule as realSchedule } from './schedule.js';

/**
 * The process has four threads for files, for all of its parts. A share that is gone holds each that asks it for as long as the
 * system waits, which may be for ever; so paths outside the profile get at most two of them, and the journal, the settings and
 * whatever else the station itself keeps always find one.
 */

/** An outside path did not answer in time, or was not asked because others do not; `message` is for a person. */
export class ExternalPathError extends Error {
  override readonly name = 'ExternalPathError';
}

const MOST_AT_ONCE = 2;
const LIMIT_MS = 30_000;

/** What holds a thread now. */
let running = 0;
/** What of that was given up, and still holds its thread. */
let abandoned = 0;
/** What waits for a thread, first come first served. */
const waiting: { readonly begin: () => void; readonly refuse: () => void }[] = [];

export interface ExternalPathLimits {
  /** From when it begins, ms. */
  readonly limitMs?: number;
  readonly schedule?: typeof realSchedule;
}

/**
 * Does something with a path outside the profile, such as a folder of a share, within a limit. What is not done by then is given
 * up: it goes on holding its thread until the system lets it go, and once two do, the next is refused at once.
 *
 * @param work one thing after the other, for it holds one thread; can ask whether it was given up
 * @throws ExternalPathError, or what the work throws
 */
export async function withExternalPath<T>(
  work: (isGivenUp: () => boolean) => Promise<T>,
  { limitMs = LIMIT_MS, schedule = realSchedule }: ExternalPathLimits = {},
): Promise<T> {
  await waitForSlot();
  let isGivenUp = false;
  const working = work(() => isGivenUp).finally(() => {
    running -= 1;
    if (isGivenUp) abandoned -= 1;
    waiting.shift()?.begin();
  });
  // What comes of it once it was given up is nobody's.
  working.catch(() => undefined);
  let cancel: () => void = () => undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    cancel = schedule(() => {
      isGivenUp = true;
      abandoned += 1;
      if (abandoned >= MOST_AT_ONCE) for (const one of waiting.splice(0)) one.refuse();
      reject(new ExternalPathError(`It did not answer within ${String(Math.round(limitMs / 1000))} s`));
    }, limitMs);
  });
  try {
    return await Promise.race([working, tooLong]);
  } finally {
    cancel();
  }
}

/** Resolves when a thread is free. What runs has a limit of its own, so this has one too. @throws ExternalPathError */
function waitForSlot(): Promise<void> {
  return new Promise((resolve, reject) => {
    const begin = (): void => {
      running += 1;
      resolve();
    };
    const refuse = (): void => {
      reject(new ExternalPathError('Paths that were asked before do not answer yet'));
    };
    if (abandoned >= MOST_AT_ONCE) refuse();
    else if (running < MOST_AT_ONCE) begin();
    else waiting.push({ begin, refuse });
  });
}
