import { createInterface } from 'node:readline';
import { utilityProcess } from 'electron';
import type { HostProcess } from '../readers/hosted-driver.js';
import type { Log } from '../core/log.js';

/** What the reader host needs of the environment, and nothing else: where programs and libraries are. Not which PC/SC service it asks. */
const PASSED_ON = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|WINDIR|TEMP|TMP|TMPDIR|LANG|LC_ALL)$/i;

/**
 * Threads for native calls: a card that does not answer occupies one until it is taken out, and there are four by default. Set by the
 * host itself they come too late on Windows.
 */
const THREADS = '16';

/** @returns false where there is no such process any more */
function kills(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Starts the reader host as a utility process of Electron: a fault in its native addon ends it, not the station. */
export function forkReaderHost(script: string, log: Log): HostProcess {
  const host = utilityProcess.fork(script, [], {
    serviceName: 'Card Desk reader host',
    stdio: 'pipe',
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => PASSED_ON.test(entry[0]) && entry[1] !== undefined),
      ),
      UV_THREADPOOL_SIZE: THREADS,
    },
  });
  const forward = (stream: NodeJS.ReadableStream | null): void => {
    if (stream === null) return;
    createInterface(stream).on('line', (line) => {
      log.warn('the host said', { text: line.slice(0, 2000) });
    });
  };
  forward(host.stdout);
  forward(host.stderr);
  return {
    postMessage: (message) => {
      host.postMessage(message);
    },
    onMessage: (listener) => {
      host.on('message', listener);
    },
    onExit: (listener) => {
      host.once('exit', listener);
    },
    kill: () => {
      // Electron's own kill asks first (SIGTERM), and a process that hangs or was stopped never hears it.
      const { pid } = host;
      if (pid === undefined || !kills(pid)) host.kill();
    },
  };
}
