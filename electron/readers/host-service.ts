import { assertNever } from '../../shared/assert-never.js';
import type { DriverName } from '../../shared/readers.js';
import { cardSourceFor, type CardSource } from './card-source.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import { toHostSchema, type FromHost, type ToHost } from './host-protocol.js';

export interface HostServiceDeps {
  readonly post: (message: FromHost) => void;
  /** Makes the driver of that name. @throws Error when its addon does not load here */
  readonly makeDriver: (name: DriverName) => ReaderDriver;
  readonly exit: () => void;
}

/**
 * The reader host's side of the protocol: runs one driver and does what main asks of it.
 *
 * @returns what to do with each message from main; it throws when a message is not of the protocol
 */
export function serveHost({ post, makeDriver, exit }: HostServiceDeps): (message: unknown) => void {
  let source: CardSource | null = null;
  /** Ends the readings that are under way, by their numbers. */
  const readings = new Map<number, AbortController>();

  const start = (names: readonly DriverName[]): void => {
    if (source !== null) throw new Error('The reader host was started twice');
    const troubles: string[] = [];
    for (const name of names) {
      try {
        source = cardSourceFor(makeDriver(name));
      } catch (error) {
        troubles.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        continue;
      }
      source.start((event) => {
        post({ type: 'event', event });
      });
      return;
    }
    const detail = troubles.join('\n').slice(0, 2000);
    post({ type: 'event', event: { type: 'service-down', reason: 'no-driver', pcscCode: null, detail } });
  };

  const read = async ({ id, card }: Extract<ToHost, { type: 'read' }>): Promise<void> => {
    const leaving = new AbortController();
    readings.set(id, leaving);
    try {
      if (source === null) throw new Error('No driver runs');
      const reading = source.read(card, leaving.signal);
      post({ type: 'identified', id, identification: await reading.identification });
      await reading.ended;
    } catch (error) {
      post({ type: 'failed', id, detail: (error instanceof Error ? String(error.stack) : String(error)).slice(0, 2000) });
    }
    readings.delete(id);
    post({ type: 'let-go', id });
  };

  return (message) => {
    const call = toHostSchema.parse(message);
    switch (call.type) {
      case 'start':
        start(call.drivers);
        return;
      case 'ping':
        post({ type: 'pong', id: call.id });
        return;
      case 'read':
        void read(call);
        return;
      case 'forget':
        readings.get(call.id)?.abort();
        return;
      case 'stop':
        // The end of the process lets go of everything, and does not wait for a service that is busy.
        exit();
        return;
      default:
        assertNever(call);
    }
  };
}
