import type { CmError } from '../../shared/errors.js';

/** A call was ended by us, not by the network. */
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
  /** The caller's own way to end the call. */
  readonly signal?: AbortSignal | undefined;
}

/** What ends a call before its answer is whole: its limits, and the caller. */
export interface CallDeadline {
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal;
  /** @throws StopError when the caller gave up before anything was sent */
  throwIfStopped(): void;
  /** The value, unless the call is ended first. @throws StopError */
  race<T>(work: Promise<T>): Promise<T>;
  /** The server has begun to answer: the connect limit no longer applies. */
  connected(): void;
  /** Frees timers and listeners. */
  release(): void;
}

/** Share of the connect limit after which a server that has not begun to answer is tried with a connection. */
const PROBE_AFTER = 0.75;

/**
 * Begins to count a call's limits.
 *
 * Fetch does not tell when its connection stands, and a server may take longer than the connect limit to answer.
 * So an answer that is late is taken for a missing connection only when `canConnect`, tried from three quarters of
 * the limit on, has not succeeded by its end. Even then the request may have gone out over an older connection:
 * `reached` stays true.
 */
export function startDeadline({ connectMs, answerMs, canConnect, signal }: CallDeadlineOptions): CallDeadline {
  const controller = new AbortController();
  /** Of the try for a connection, once there is one. */
  let probe: AbortController | undefined;
  let reject: (error: DeadlineError) => void = () => undefined;
  const stopped = new Promise<never>((_, rejectStopped) => {
    reject = rejectStopped;
  });
  // Whoever races sees the rejection; when nobody does, the call is over already.
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
    // In this order: ending a call also makes its work fail, and the reason is the one to tell.
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
