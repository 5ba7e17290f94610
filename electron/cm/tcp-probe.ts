import { connect } from 'node:net';
import { hostOf } from './host.js';

/**
 * Returns a function that tests whether a server accepts a TCP connection. Use it only without a proxy.
 * @param address the server's URL; the port defaults to the scheme's
 * @returns resolves to true if connected, to false on failure or abort; never rejects
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
