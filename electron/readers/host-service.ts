import { assertNever } from '../../shared/assert-never.js';
import type { DriverName } from '../../shared/readers.js';
import { fromHex, PcscError, toHex, type CardConnection, type ReaderDriver } from './driver.js';
import { toHostSchema, type FromHost, type ToHost } from './host-protocol.js';

export interface HostServiceOptions {
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
export function serveHost({ post, makeDriver, exit }: HostServiceOptions): (message: unknown) => void {
  let driver: ReaderDriver | null = null;
  const connections = new Map<number, CardConnection>();
  let lastConnection = 0;

  const start = (names: readonly DriverName[]): void => {
    if (driver !== null) throw new Error('The reader host was started twice');
    const troubles: string[] = [];
    for (const name of names) {
      try {
        driver = makeDriver(name);
      } catch (error) {
        troubles.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        continue;
      }
      driver.start((event) => {
        post({ type: 'event', event });
      });
      return;
    }
    const detail = troubles.join('\n').slice(0, 2000);
    post({ type: 'event', event: { type: 'service-down', reason: 'no-driver', pcscCode: null, detail } });
  };

  const connectionOf = (number: number): CardConnection => {
    const connection = connections.get(number);
    if (connection === undefined) throw new PcscError(null, `There is no connection ${number}`);
    return connection;
  };

  const perform = async (call: Exclude<ToHost, { type: 'start' | 'ping' }>): Promise<FromHost> => {
    const { id } = call;
    switch (call.type) {
      case 'connect': {
        if (driver === null) throw new PcscError(null, 'No driver runs');
        const connection = await driver.connect(call.reader);
        connections.set(++lastConnection, connection);
        return { type: 'connected', id, connection: lastConnection, protocol: connection.protocol };
      }
      case 'transmit': {
        const response = await connectionOf(call.connection).transmit(fromHex(call.command));
        return { type: 'answered', id, response: toHex(response) };
      }
      case 'disconnect': {
        const connection = connectionOf(call.connection);
        connections.delete(call.connection);
        await connection.disconnect(call.disposition);
        return { type: 'done', id };
      }
      case 'stop':
        // The end of the process lets go of everything, and does not wait for a service that is busy.
        return { type: 'done', id };
      default:
        return assertNever(call);
    }
  };

  const answer = async (call: Exclude<ToHost, { type: 'start' | 'ping' }>): Promise<void> => {
    try {
      post(await perform(call));
    } catch (error) {
      const { pcscCode, message } = error instanceof PcscError ? error : new PcscError(null, String(error));
      post({ type: 'failed', id: call.id, pcscCode, detail: message.slice(0, 2000) });
    }
    if (call.type === 'stop') exit();
  };

  return (message) => {
    const call = toHostSchema.parse(message);
    if (call.type === 'start') start(call.drivers);
    else if (call.type === 'ping') post({ type: 'pong', id: call.id });
    else void answer(call);
  };
}
