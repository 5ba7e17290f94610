import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy before a collector, which can lose its way to it. It knows nothing of TLS but how long a close_notify is. */
export interface CuttingProxy {
  readonly port: number;
  /** How many connections it has ended in the collector's place. */
  readonly cuts: number;
  stop(): Promise<void>;
}

export interface Cutting {
  /** How it ends the connections it cuts, one each; it passes everything on after them. */
  readonly by: readonly ('FIN' | 'RST')[];
  /** Bytes of a connection after which it takes more and passes nothing on; `end`: the end alone is not passed on. */
  readonly after: number | 'end';
}

/** A close_notify is shorter, and every message of ours longer. */
const LONGEST_END = 40;

/** Starts a proxy to a collector on localhost, which cuts a connection when the sender ends it. */
export async function startCuttingProxy(collector: { readonly port: number }, { by, after }: Cutting): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((sender) => {
    const onward = connect(collector.port, '127.0.0.1');
    for (const socket of [sender, onward]) {
      open.add(socket);
      // What either side breaks off is its own affair.
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
