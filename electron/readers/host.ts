import { createRequire } from 'node:module';
import type { DriverName } from '../../shared/readers.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import type { FromHost } from './host-protocol.js';
import { serveHost } from './host-service.js';
import { PcscliteDriver } from './pcsclite-driver.js';
import { SmartcardDriver } from './smartcard-driver.js';

/**
 * The reader host: a process of its own for the PC/SC addon, so that a fault in native code ends it and not the
 * station. Runs as a utility process of Electron, and as a child process of Node in tests.
 */

// While another program is within a transaction, pcsc-lite's client library has a command wait without an end. With this
// it refuses the command (SCARD_E_SHARING_VIOLATION), so that such a program is told from a card that does not answer.
process.env['PCSCLITE_NO_BLOCKING'] = '1';

/** Ends this process at once. `process.exit` waits for native threads, and one may be waiting for a card. */
const exit = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

// An error nobody expected leaves a state nobody knows. Electron only warns of a rejection.
const die = (error: unknown): void => {
  process.stderr.write(`The reader host ends: ${error instanceof Error ? String(error.stack) : String(error)}\n`);
  exit();
};
process.on('uncaughtException', die);
process.on('unhandledRejection', die);

const load = createRequire(__filename);
const { platform } = process;

function makeDriver(name: DriverName): ReaderDriver {
  const addon: unknown = load(name);
  return name === 'pcsclite'
    ? new PcscliteDriver({ load: () => addon, platform, onWornOut: exit })
    : new SmartcardDriver({ load: () => addon, platform });
}

const port = electronPort();
const receive = serveHost({
  post: (message: FromHost) => {
    if (port !== undefined) port.postMessage(message);
    // A parent that has gone is told of by `disconnect`.
    else process.send?.(message, undefined, undefined, () => undefined);
  },
  makeDriver,
  exit,
});
if (port !== undefined) {
  port.on('message', ({ data }) => {
    receive(data);
  });
} else {
  process.on('message', receive);
  process.on('disconnect', exit);
}

/** Electron says that it is always there; in Node it is not. */
function electronPort(): Electron.ParentPort | undefined {
  return 'parentPort' in process ? process.parentPort : undefined;
}
