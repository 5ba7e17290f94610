import { assertNever } from '../../shared/assert-never.js';
import type { DriverName } from '../../shared/readers.js';
import { cardSourceFor, type CardSource } from './card-source.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import { toHostSchema, type FromHost, type ToHost } from './host-protocol.js';

export interface HostServiceDeps {
  readonly post: (message: FromHost) => void;
  /** Creates the named driver. @throws Error if its addon does not load */
  readonly makeDriver: (name: DriverName) => ReaderDriver;
  readonly exit: () => void;
}

/**
 * Serves the host's side of the protocol with one driver.
 * @returns the handler for main's messages; throws for a message outside the protocol
 */
export function serveHost({ post, makeDriver, exit }: HostServiceDeps): (message: unknown) => void {
  let source: CardSource | null = null;
  /** Cancel the current readings, by number. */
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
        post({ type: 'pong' });
        return;
      case 'read':
        void read(call);
        return;
      case 'forget':
        readings.get(call.id)?.abort();
        return;
      case 'stop':
        // The exit releases everything without waiting for a busy service.
        exit();
        return;
      default:
        assertNever(call);
    }
  };
}
