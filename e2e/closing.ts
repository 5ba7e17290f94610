import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { within } from './within.js';

/** How long a server of the tests may take to close, ms: all that it waits for is its own sockets, which are destroyed. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * Keeps track of a server's connections from now on.
 *
 * @param what the server is, for the message
 * @returns closes it for certain, if it is not closed yet: it takes no more connections, and those there are are ended, whether
 *   they have asked for something, are in the middle of a handshake, or were only opened ahead of use
 */
export function closing(server: Server, what: string): () => Promise<void> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  // Over TLS one connection is two sockets: the one that was accepted, and the one that took over its handle.
  server.on('connection', keep).on('secureConnection', keep);
  return () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
    return within(CLOSE_LIMIT_MS, `${what} to close`, closed, () => `Connections that are still open: ${String(open.size)}.`);
  };
}

/** How long a program of the tests may take to end when it is asked to, ms. */
const END_LIMIT_MS = 10_000;

/** Ends a program, if it has not ended yet: as it is asked to, or else by force. */
export async function ended(child: ChildProcess, asked: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(asked);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await exit;
  clearTimeout(tooLong);
}
