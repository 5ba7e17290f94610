import type { CardConnection, ReaderDriver, Share } from '../pcsc/driver.js';

/**
 * Connects by a driver, and knows when everything it has begun has come to its end: a connection that another program has
 * wait, a command without an answer, a reset that takes as long as the card likes. Who next connects to that card would
 * wait for it too.
 */
export class ConnectionTracker implements Pick<ReaderDriver, 'connect'> {
  readonly #ends: Promise<unknown>[] = [];
  #connecting = 0;
  #isUsedByOthers = false;

  constructor(private readonly driver: Pick<ReaderDriver, 'connect'>) {}

  /** Whether it is another program that is waited for, not the card. */
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

  /** Resolves when all that was begun so far has ended. Never throws. */
  async allEnded(): Promise<void> {
    await Promise.allSettled(this.#ends);
  }
}
