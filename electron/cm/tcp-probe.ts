import { connect } from 'node:net';
import { hostOf } from './host.js';

/**
 * Tries whether a server takes a TCP connection, and closes it at once. Only for servers that are reached without
 * a proxy.
 *
 * @param address the server's address; the port is its scheme's where it names none
 * @returns a function that answers true when the connection stood, false when it failed or was given up by signal;
 *   never rejects
 */
export function tcpProbe(address: string): (signal: AbortSignal) => Promise<boolean> {
  const url = new URL(address);
  const { port, protocol } = url;
  const host = hostOf(url);
  return (signal) =>
    new Promise((resolve) => {
      const socket = connect({ host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port), signal });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
}
