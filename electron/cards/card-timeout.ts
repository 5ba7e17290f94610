import type { CardConnection } from '../pcsc/driver.js';

/** A card, or PC/SC, has not answered in time. */
export class CardTimeout extends Error {
  override readonly name = 'Silence';
  constructor(readonly isOtherProgram: boolean) {
    super('No answer in time');
  }
}

/** The card has left: nobody waits for the result any more. */
export class CardHasLeft extends Error {
  override readonly name = 'CardHasLeft';
}

/**
 * Waits for work that may not take longer than `ms`, and not until the signal is aborted. What comes of the work later is
 * dropped.
 *
 * @param isOtherProgram whether it is another program that is waited for, not the card
 * @throws Silence, CardHasLeft, and what the work throws
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

/** A connection whose every command must be answered within `commandTimeoutMs`: silence is limited, not work. */
export function withCommandTimeout(connection: CardConnection, timeoutMs: number, signal: AbortSignal): CardConnection {
  return {
    protocol: connection.protocol,
    transmit: (command) => withTimeout(connection.transmit(command), timeoutMs, signal, connection.isUsedByOthers === true),
    disconnect: (disposition) => connection.disconnect(disposition),
  };
}
