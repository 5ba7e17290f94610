import { createRequire } from 'node:module';
import type { DriverName } from '../../shared/readers.js';
import type { ReaderDriver } from '../pcsc/driver.js';
import type { FromHost } from './host-protocol.js';
import { serveHost } from './host-service.js';
import { PcscliteDriver } from './pcsclite-driver.js';
import { SmartcardDriver } from './smartcard-driver.js';

/**
 * The reader host: a separate process for the PC/SC addon, so that a native crash does not end the station. Runs as an Electron
 * utility process, and as a Node child process in tests.
 */

// During another program's transaction, pcsc-lite's client library blocks a command indefinitely. This makes it fail instead
// (SCARD_E_SHARING_VIOLATION), which tells such a program from a silent card.
process.env['PCSCLITE_NO_BLOCKING'] = '1';

/** Exits at once. `process.exit` waits for native threads, one of which may wait for a card. */
const exit = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

// After an unexpected error the state is unknown. Electron only warns about rejections.
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
    // `disconnect` reports that the parent has gone.
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

/** Electron's types declare it always present; in Node it is not. */
function electronPort(): Electron.ParentPort | undefined {
  return 'parentPort' in process ? process.parentPort : undefined;
}
