import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { withTimeout } from './with-timeout.js';

/** How long a test server may take to close, ms: it waits only for its own sockets, which are destroyed. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * Tracks a server's connections from now on.
 *
 * @param what name of the server, for the error message
 * @returns closes the server, if it is not closed yet: it accepts no more connections and destroys the open ones, in whatever
 * state they are
 */
export function makeClose(server: Server, what: string): () => Promise<void> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  // With TLS one connection is two sockets: the accepted one, and the one that took over its handle.
  server.on('connection', keep).on('secureConnection', keep);
  return () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
    return withTimeout(CLOSE_LIMIT_MS, `${what} to close`, closed, () => `Connections that are still open: ${String(open.size)}.`);
  };
}

/** How long a test program may take to exit when asked, ms. */
const END_LIMIT_MS = 10_000;

/** Ends a program, if it has not exited yet: with a signal first, then by force. */
export async function endProgram(child: ChildProcess, asked: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(asked);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await exit;
  clearTimeout(tooLong);
}
