import type { CmError } from '../../shared/errors.js';

/** The station ended the call, not the network. */
export class DeadlineError extends Error {
  override readonly name = 'StopError';
  constructor(readonly cmError: CmError) {
    super(cmError.code);
  }
}

export interface CallDeadlineOptions {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly canConnect?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Lets the caller cancel the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Ends a call before its answer is complete, at a time limit or when the caller cancels. */
export interface CallDeadline {
  /** Aborted when the call must end. */
  readonly signal: AbortSignal;
  /** @throws DeadlineError if the caller canceled before anything was sent */
  throwIfStopped(): void;
  /** Returns the work's value unless the call ends first. @throws DeadlineError */
  race<T>(work: Promise<T>): Promise<T>;
  /** Call when the server starts to answer: lifts the connect limit. */
  connected(): void;
  /** Removes timers and listeners. */
  release(): void;
}

/** Share of the connect limit after which a late server is probed. */
const PROBE_AFTER = 0.75;

/**
 * Starts a call's time limits.
 * Fetch does not report when it is connected, and a server may take longer than the connect limit to answer. So a late answer
 * counts as a failed connection only if `canConnect`, tried after three quarters of the limit, does not succeed by its end. The
 * request may still have been sent over an older connection, so `reached` stays true.
 */
export function startDeadline({ connectMs, answerMs, canConnect, signal }: CallDeadlineOptions): CallDeadline {
  const controller = new AbortController();
  /** Aborts the connection probe, once there is one. */
  let probe: AbortController | undefined;
  let reject: (error: DeadlineError) => void = () => undefined;
  const stopped = new Promise<never>((_, rejectStopped) => {
    reject = rejectStopped;
  });
  // Callers of `race` handle the rejection; without any, the call has already ended.
  stopped.catch(() => undefined);
  const end = (error: CmError): void => {
    reject(new DeadlineError(error));
    controller.abort();
    probe?.abort();
  };

  const cancelled = (reached: boolean): CmError => ({
    code: 'network',
    layer: 'http',
    reached,
    detail: 'The call was cancelled',
  });
  const onCancel = (): void => {
    end(cancelled(true));
  };
  signal?.addEventListener('abort', onCancel, { once: true });

  const answerTimer = setTimeout(() => {
    end({ code: 'timeout', phase: 'answer', limitMs: answerMs, reached: true });
  }, answerMs);

  let connectTimer: NodeJS.Timeout | undefined;
  if (canConnect) {
    connectTimer = setTimeout(() => {
      connectTimer = setTimeout(
        () => {
          end({ code: 'timeout', phase: 'connect', limitMs: connectMs, reached: true });
        },
        connectMs * (1 - PROBE_AFTER),
      );
      probe = new AbortController();
      void canConnect(probe.signal).then((can) => {
        if (can) clearTimeout(connectTimer);
      });
    }, connectMs * PROBE_AFTER);
  }

  return {
    signal: controller.signal,
    throwIfStopped() {
      if (signal?.aborted) throw new DeadlineError(cancelled(false));
    },
    // The order matters: ending a call also fails its work, and the deadline's error is the one to report.
    race: (work) => Promise.race([stopped, work]),
    connected() {
      clearTimeout(connectTimer);
      probe?.abort();
    },
    release() {
      clearTimeout(answerTimer);
      clearTimeout(connectTimer);
      probe?.abort();
      signal?.removeEventListener('abort', onCancel);
    },
  };
}
