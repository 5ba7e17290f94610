import type { Log } from '../core/log.js';
import type { schedule } from '../core/schedule.js';

/** The page that is watched. */
export interface WatchedPage {
  /** Resolves at the page's next frame, or immediately if the page is hidden or loading; never if it hangs. */
  drawn(): Promise<void>;
  /** Kills the page's process; {@link onGone} reports its end. */
  end(): void;
  /** Reloads the page. */
  reload(): void;
  /** Calls the listener with the reason when the page's process has ended. */
  onGone(listener: (reason: string) => void): void;
  /** Calls the listener when the window is closed. */
  onClosed(listener: () => void): void;
}

interface PageWatchDeps {
  readonly schedule: typeof schedule;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly log: Log;
}

/** Interval between checks whether the page draws, ms. */
export const ASK_MS = 5_000;
/** Longest time for its next frame, ms. Even on a busy computer a page draws several a second. */
export const FRAME_MS = 10_000;
/** Shortest time between two reloads, ms, so that a page that ends immediately is not reloaded in a loop. */
export const REST_MS = 20_000;

/**
 * Watches a page, and reloads it if its process ends or if it has drawn nothing for 10 s in a visible window. Only unfinished
 * input is lost, because main owns the state.
 */
export function watchPage(page: WatchedPage, { schedule: later, now, log }: PageWatchDeps): void {
  let renewedAt = -Infinity;
  /** Cancels the next step: a check, its time limit, or a reload. */
  let callOff = (): void => undefined;
  const next = (work: () => void, ms: number): void => {
    callOff();
    callOff = later(work, ms);
  };

  const ask = (): void => {
    next(() => {
      log.error('the page does not respond; its process is killed', { limitMs: FRAME_MS });
      next(ask, ASK_MS);
      page.end();
    }, FRAME_MS);
    const limit = callOff;
    void page.drawn().then(() => {
      // An answer after its time limit is ignored.
      if (callOff === limit) next(ask, ASK_MS);
    });
  };
  const renew = (): void => {
    next(
      () => {
        renewedAt = now();
        page.reload();
        next(ask, ASK_MS);
      },
      Math.max(0, renewedAt + REST_MS - now()),
    );
  };

  page.onGone((reason) => {
    log.error('the process of the page has ended; the page is reloaded', { reason });
    renew();
  });
  page.onClosed(() => {
    callOff();
    callOff = () => undefined;
  });
  next(ask, ASK_MS);
}
