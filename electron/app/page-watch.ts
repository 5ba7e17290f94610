import type { Log } from '../core/log.js';
import type { schedule } from '../core/schedule.js';

/** A page, as what watches it sees it. */
export interface WatchedPage {
  /** Resolves at the page's next frame, or at once where nobody sees the page or it is being loaded; never, where it hangs. */
  drawn(): Promise<void>;
  /** Ends the page's process, whatever it is doing; {@link onGone} tells when it has ended. */
  end(): void;
  /** Loads the page anew. */
  reload(): void;
  /** Tells when the page's process has ended, with the reason. */
  onGone(listener: (reason: string) => void): void;
  /** Tells when the window is closed. */
  onClosed(listener: () => void): void;
}

interface PageWatchDeps {
  readonly schedule: typeof schedule;
  /** Ms, of a clock that only runs forward. */
  readonly now: () => number;
  readonly log: Log;
}

/** How often a page is asked whether it draws, ms. */
export const ASK_MS = 5_000;
/** How long its next frame may take, ms: the page of a busy computer still draws several a second. */
export const FRAME_MS = 10_000;
/** How long a page that was loaded anew is left alone, ms: one that ends at once would be loaded without a pause. */
export const REST_MS = 20_000;

/**
 * Watches a page and loads it anew when its process is gone, or when it has drawn nothing for 10 s although its window is seen: a
 * white or frozen window is no desk. Nothing is lost by it but what was being typed, for the state is main's.
 */
export function watchPage(page: WatchedPage, { schedule: later, now, log }: PageWatchDeps): void {
  let renewedAt = -Infinity;
  /** Calls off what is to come next: a question, its limit, or the loading. */
  let callOff = (): void => undefined;
  const next = (work: () => void, ms: number): void => {
    callOff();
    callOff = later(work, ms);
  };

  const ask = (): void => {
    next(() => {
      log.error('the page has drawn nothing for too long; its process is ended', { limitMs: FRAME_MS });
      next(ask, ASK_MS);
      page.end();
    }, FRAME_MS);
    const limit = callOff;
    void page.drawn().then(() => {
      // An answer that comes after its limit changes nothing.
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
    log.error('the process of the page has ended; the page is loaded anew', { reason });
    renew();
  });
  page.onClosed(() => {
    callOff();
    callOff = () => undefined;
  });
  next(ask, ASK_MS);
}
