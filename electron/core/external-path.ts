import { schedule as realSchedule } from './schedule.js';

/**
 * Node's pool has four threads for file operations. An unavailable share blocks each thread that accesses it until the system
 * gives up, possibly forever. So paths outside the profile get at most two, and the journal and settings always have a free
 * thread.
 */

/** A path outside the profile did not answer in time, or was not tried because others do not answer. The message is for the operator. */
export class ExternalPathError extends Error {
  override readonly name = 'ExternalPathError';
}

const MOST_AT_ONCE = 2;
const LIMIT_MS = 30_000;

/** Operations that occupy a thread now. */
let running = 0;
/** Operations that timed out and still occupy their thread. */
let abandoned = 0;
/** Operations waiting for a thread, first in first out. */
const waiting: { readonly begin: () => void; readonly refuse: () => void }[] = [];

export interface ExternalPathLimits {
  /** Time limit from the start of the operation, ms. */
  readonly limitMs?: number;
  readonly schedule?: typeof realSchedule;
}

/**
 * Runs an operation on a path outside the profile, such as a folder on a share, with a time limit. An operation that times out
 * occupies its thread until the system releases it. While two do, new operations are refused immediately.
 * @param work does one file operation at a time, so that it occupies one thread; can check whether it has timed out
 * @throws ExternalPathError, or what `work` throws
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
  // The result of an operation that timed out is ignored.
  working.catch(() => undefined);
  let cancel: () => void = () => undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    cancel = schedule(() => {
      isGivenUp = true;
      abandoned += 1;
      if (abandoned >= MOST_AT_ONCE) for (const one of waiting.splice(0)) one.refuse();
      reject(new ExternalPathError(`No response within ${String(Math.round(limitMs / 1000))} s`));
    }, limitMs);
  });
  try {
    return await Promise.race([working, tooLong]);
  } finally {
    cancel();
  }
}

/** Resolves when a thread is free. The wait is bounded, because every operation has a limit. @throws ExternalPathError */
function waitForSlot(): Promise<void> {
  return new Promise((resolve, reject) => {
    const begin = (): void => {
      running += 1;
      resolve();
    };
    const refuse = (): void => {
      reject(new ExternalPathError('Earlier paths have not responded yet'));
    };
    if (abandoned >= MOST_AT_ONCE) refuse();
    else if (running < MOST_AT_ONCE) begin();
    else waiting.push({ begin, refuse });
  });
}
