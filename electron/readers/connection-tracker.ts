import type { CardConnection, ReaderDriver, Share } from '../pcsc/driver.js';

/**
 * Connects through a driver and tracks what has not ended: a connection blocked by another program, an unanswered command, a
 * slow reset. The next connection to the card would be blocked by it too.
 */
export class ConnectionTracker implements Pick<ReaderDriver, 'connect'> {
  readonly #ends: Promise<unknown>[] = [];
  #connecting = 0;
  #isUsedByOthers = false;

  constructor(private readonly driver: Pick<ReaderDriver, 'connect'>) {}

  /** Whether another program, rather than the card, causes the wait. */
  get isWaitingForOthers(): boolean {
    return this.#connecting > 0 || this.#isUsedByOthers;
  }

  /** @throws PcscError */
  async connect(reader: string, share: Share = 'shared'): Promise<CardConnection> {
    let release: (end: Promise<void>) => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#connecting += 1;
    const connecting = this.driver.connect(reader, share).finally(() => (this.#connecting -= 1));
    this.#ends.push(
      connecting.then(
        () => released,
        () => undefined,
      ),
    );
    const connection = await connecting;
    this.#isUsedByOthers = connection.isUsedByOthers === true;
    return {
      isUsedByOthers: this.#isUsedByOthers,
      protocol: connection.protocol,
      transmit: (command) => connection.transmit(command),
      disconnect: (disposition) => {
        const end = connection.disconnect(disposition);
        release(end);
        return end;
      },
    };
  }

  /** Resolves when everything started so far has ended. Never throws. */
  async allEnded(): Promise<void> {
    await Promise.allSettled(this.#ends);
  }
}
