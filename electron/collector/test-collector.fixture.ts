import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { cutFrames } from './syslog.fixture.js';

/** A collector for tests, in this process. */
export interface TestCollector {
  readonly port: number;
  /** All messages read, in order. */
  readonly messages: string[];
  /** Number of connections. */
  readonly connections: number;
  /** Called for each message before it counts as read; `break` resets the connection and discards what came with it. */
  onMessage: (count: number) => 'take' | 'break' | 'end';
  /** Whether connections are read from. */
  isReading: boolean;
  /** Stops listening and resets open connections. */
  stop(): Promise<void>;
}

/** Starts a collector that listens on localhost. @param port 0 for any */
export async function startTestCollector(certificate: TlsOptions, port = 0): Promise<TestCollector> {
  const messages: string[] = [];
  const open = new Set<TLSSocket>();
  let connections = 0;
  const server = createServer(certificate, (socket) => {
    connections += 1;
    open.add(socket);
    let bytes: Buffer = Buffer.alloc(0);
    socket.on('close', () => open.delete(socket));
    // A connection that a sender breaks is no error here.
    socket.on('error', () => undefined);
    if (!collector.isReading) {
      socket.pause();
      return;
    }
    socket.on('data', (chunk: Buffer) => {
      const cut = cutFrames(Buffer.concat([bytes, chunk]));
      bytes = cut.rest;
      for (const message of cut.messages) {
        const what = collector.onMessage(messages.length + 1);
        if (what === 'break') {
          socket.destroy();
          return;
        }
        messages.push(message);
        if (what === 'end') {
          socket.end();
          return;
        }
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const collector: TestCollector = {
    port: (server.address() as AddressInfo).port,
    messages,
    get connections() {
      return connections;
    },
    onMessage: () => 'take',
    isReading: true,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
  return collector;
}
