import { createInterface } from 'node:readline';
import { utilityProcess } from 'electron';
import type { HostProcess } from '../readers/hosted-driver.js';
import type { Log } from '../core/log.js';

/** Environment variables for the reader host: paths of programs and libraries only, not which PC/SC service to use. */
const PASSED_ON = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|WINDIR|TEMP|TMP|TMPDIR|LANG|LC_ALL)$/i;

/**
 * Threads for native calls. A card that does not answer blocks one until it is removed, and the default is four. Must be set
 * before the host starts, because Windows ignores it later.
 */
const THREADS = '16';

/** Kills a process. @returns false if it no longer exists */
function kills(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Starts the reader host as a utility process of Electron, so that a crash of its native addon does not end the station. */
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
      // Electron's own kill sends SIGTERM, which a hanging or stopped process never handles.
      const { pid } = host;
      if (pid === undefined || !kills(pid)) host.kill();
    },
  };
}
