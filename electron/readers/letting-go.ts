import type { CardConnection, ReaderDriver } from './driver.js';

/**
 * Connects by a driver, and knows when each connection that was let go has come to its end: a reset takes as long as the
 * card likes, and who next connects to that card waits for it.
 */
export class LettingGo implements Pick<ReaderDriver, 'connect'> {
  readonly #ends: Promise<unknown>[] = [];

  constructor(private readonly driver: Pick<ReaderDriver, 'connect'>) {}

  /** @throws PcscError */
  async connect(reader: string): Promise<CardConnection> {
    const connection = await this.driver.connect(reader);
    return {
      protocol: connection.protocol,
      transmit: (command) => connection.transmit(command),
      disconnect: (disposition) => {
        const end = connection.disconnect(disposition);
        this.#ends.push(end);
        return end;
      },
    };
  }

  /** Resolves when all that has been let go so far is. Never throws. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#ends);
  }
}
