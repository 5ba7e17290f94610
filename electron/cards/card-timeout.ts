import type { CardConnection } from '../pcsc/driver.js';

/** The card, or PC/SC, did not answer in time. */
export class CardTimeout extends Error {
  override readonly name = 'Silence';
  constructor(readonly isOtherProgram: boolean) {
    super('No answer in time');
  }
}

/** The card has left, so the result is no longer needed. */
export class CardHasLeft extends Error {
  override readonly name = 'CardHasLeft';
}

/**
 * Waits for work, at most `ms` and until the signal is aborted. A later result is dropped.
 * @param isOtherProgram whether the wait is for another program, not for the card
 * @throws CardTimeout, CardHasLeft, and the work's errors
 */
export function withTimeout<T>(work: Promise<T>, ms: number, signal: AbortSignal, isOtherProgram = false): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(limit);
      signal.removeEventListener('abort', left);
    };
    const left = (): void => {
      end();
      reject(new CardHasLeft());
    };
    const limit = setTimeout(() => {
      end();
      reject(new CardTimeout(isOtherProgram));
    }, ms);
    signal.addEventListener('abort', left);
    if (signal.aborted) left();
    void work.then(resolve, reject).finally(end);
  });
}

/** Returns a connection with a time limit for each command, ms. The total time is not limited. */
export function withCommandTimeout(connection: CardConnection, timeoutMs: number, signal: AbortSignal): CardConnection {
  return {
    protocol: connection.protocol,
    transmit: (command) => withTimeout(connection.transmit(command), timeoutMs, signal, connection.isUsedByOthers === true),
    disconnect: (disposition) => connection.disconnect(disposition),
  };
}
