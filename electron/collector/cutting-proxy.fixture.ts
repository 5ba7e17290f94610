import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A TCP proxy in front of a collector, which can lose its connection to it. It ignores TLS except the length of a
 * close_notify.
 */
export interface CuttingProxy {
  readonly port: number;
  /** Number of connections it ended in the collector's place. */
  readonly cuts: number;
  stop(): Promise<void>;
}

export interface Cutting {
  /** How it ends each connection that it cuts; later ones are passed through. */
  readonly by: readonly ('FIN' | 'RST')[];
  /** Bytes after which it accepts more but passes nothing on; `end`: it drops only the end. */
  readonly after: number | 'end';
}

/** A close_notify is shorter, and every message is longer. */
const LONGEST_END = 40;

/** Starts a proxy to a collector on localhost, which cuts a connection when the sender ends it. */
export async function startCuttingProxy(collector: { readonly port: number }, { by, after }: Cutting): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((sender) => {
    const onward = connect(collector.port, '127.0.0.1');
    for (const socket of [sender, onward]) {
      open.add(socket);
      // A connection that either side breaks is no error here.
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    let bytes = 0;
    const cut = (): void => {
      if (by[cuts] === 'RST') sender.resetAndDestroy();
      else sender.end();
      cuts += 1;
      onward.destroy();
    };
    sender.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      const isEnd = chunk.length <= LONGEST_END;
      if (cuts === by.length || (after === 'end' ? !isEnd : bytes <= after)) onward.write(chunk);
      else if (isEnd) cut();
    });
    onward.on('data', (chunk: Buffer) => sender.write(chunk));
    onward.on('end', () => sender.end());
    sender.on('end', () => onward.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
