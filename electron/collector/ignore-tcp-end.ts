import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * Returns a stream for TLS that carries the connection's data but not its end. TLS treats the end of the underlying stream as
 * its own, and a proxy or attacker can end a TCP connection. On this stream only the peer's close_notify, which no one else can
 * send, ends TLS. Ending or destroying the stream does not affect the connection.
 */
export function ignoreTcpEnd(connection: Socket): Duplex {
  const stream = new Duplex({
    read: () => {
      connection.resume();
    },
    write: (bytes: Buffer, _encoding, taken) => {
      connection.write(bytes, taken);
    },
  });
  connection.on('data', (bytes) => {
    // After the end of TLS, data is discarded.
    if (!stream.destroyed && !stream.push(bytes)) connection.pause();
  });
  return stream;
}
