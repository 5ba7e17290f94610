import type { CardConnection } from '../pcsc/driver.js';

/** A card, or PC/SC, has not answered in time. */
export class Silence extends Error {
  override readonly name = 'Silence';
  constructor(readonly isOthers: boolean) {
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
 * @param isOthers whether it is another program that is waited for, not the card
 * @throws Silence, CardHasLeft, and what the work throws
 */
export function within<T>(work: Promise<T>, ms: number, signal: AbortSignal, isOthers = false): Promise<T> {
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
      reject(new Silence(isOthers));
    }, ms);
    signal.addEventListener('abort', left);
    if (signal.aborted) left();
    void work.then(resolve, reject).finally(end);
  });
}

/** A connection whose every command must be answered within `silenceMs`: silence is limited, not work. */
export function impatient(connection: CardConnection, silenceMs: number, signal: AbortSignal): CardConnection {
  return {
    protocol: connection.protocol,
    transmit: (command) => within(connection.transmit(command), silenceMs, signal, connection.isUsedByOthers === true),
    disconnect: (disposition) => connection.disconnect(disposition),
  };
}
