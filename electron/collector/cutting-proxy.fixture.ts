import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A TCP proxy in front of a collector, which can lose its connection to it. It reads only the headers of TLS records, which
 * tell it where a close_notify starts: TCP does not, it joins and splits what was sent.
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
  /** Bytes after which it accepts more records but passes none on; `end`: it drops only the end. */
  readonly after: number | 'end';
}

/** Bytes of a record's header: its type, version and length (RFC 8446 §5.1). */
const HEADER = 5;
const ALERT = 21;
const APPLICATION_DATA = 23;
/** Bytes after the header of an alert in TLS 1.3, which looks like data: the alert, its type and the tag. */
const SEALED_ALERT = 2 + 1 + 16;

/** Returns whether a record is a close_notify; a sender that is not at fault sends no other alert. */
function isCloseNotify(record: Buffer): boolean {
  return record[0] === ALERT || (record[0] === APPLICATION_DATA && record.length === HEADER + SEALED_ALERT);
}

/** Splits a TLS stream into complete records and the rest. */
function cutRecords(bytes: Buffer): { readonly records: readonly Buffer[]; readonly rest: Buffer } {
  const records: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= HEADER && rest.length >= HEADER + rest.readUInt16BE(3)) {
    const end = HEADER + rest.readUInt16BE(3);
    records.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return { records, rest };
}

/** Starts a proxy to a collector on localhost, which cuts a connection when the sender ends it. */
export async function startCuttingProxy(collector: { readonly port: number }, { by, after }: Cutting): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((sender) => {
    // What passes has arrived by the time of the cut.
    const onward = connect({ port: collector.port, host: '127.0.0.1', noDelay: true });
    for (const socket of [sender, onward]) {
      open.add(socket);
      // A connection that either side breaks is no error here.
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    let bytes = 0;
    let buffered: Buffer = Buffer.alloc(0);
    const cut = (): void => {
      if (by[cuts] === 'RST') sender.resetAndDestroy();
      else sender.end();
      cuts += 1;
      onward.destroy();
    };
    sender.on('data', (chunk: Buffer) => {
      const { records, rest } = cutRecords(Buffer.concat([buffered, chunk]));
      buffered = rest;
      for (const record of records) {
        bytes += record.length;
        const isEnd = isCloseNotify(record);
        if (cuts === by.length || (after === 'end' ? !isEnd : bytes <= after)) onward.write(record);
        else if (isEnd) cut();
      }
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
