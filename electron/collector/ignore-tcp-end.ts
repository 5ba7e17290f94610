import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * Returns a stream for TLS to run over, which carries what the connection carries but not its end. TLS takes the end of the stream
 * under it for its own, and a proxy or anybody on the way can end a TCP connection; over this stream, only the peer's close_notify,
 * which nobody else can write, ends TLS. The stream's own end, or its being destroyed, leaves the connection as it is.
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
    // After the end of TLS nothing is read of it, and what comes is let go.
    if (!stream.destroyed && !stream.push(bytes)) connection.pause();
  });
  return stream;
}
