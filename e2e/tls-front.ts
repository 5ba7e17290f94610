import { connect } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import * as z from 'zod';
import { makeClose } from './closing.js';

/** TLS in front of a plain HTTP server; its certificate can be changed at any time. */
export interface TlsFront {
  /** Address with a host name, because certificates are made for names. */
  readonly origin: string;
  /** Changes the certificate; existing connections are ended. */
  show(options: TlsOptions): Promise<void>;
  /** Returns the number of request bytes that passed since the last call of this function. */
  received(): number;
  /** Returns the common names of client certificates received since the last call of this function. */
  clients(): string[];
  close(): Promise<void>;
}

/** @param target origin of the server behind, `http://127.0.0.1:PORT` */
export async function startTlsFront(target: string, first: TlsOptions): Promise<TlsFront> {
  const { port: targetPort } = new URL(target);
  let bytes = 0;
  const clients: string[] = [];
  const begin = async (options: TlsOptions, port: number): Promise<{ readonly listens: number; readonly end: () => Promise<void> }> => {
    const server = createServer(options, (secure) => {
      const client = secure.getPeerX509Certificate();
      if (client !== undefined) clients.push(client.subject.replace(/^CN=/, ''));
      const behind = connect(Number(targetPort), '127.0.0.1');
      secure.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
      secure.pipe(behind).pipe(secure);
      for (const socket of [secure, behind]) socket.on('error', () => socket.destroy());
      secure.once('close', () => behind.destroy());
    });
    const end = makeClose(server, 'the TLS front');
    // Clients that abort the handshake are part of these tests.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return { listens: z.object({ port: z.int() }).parse(server.address()).port, end };
  };
  let front = await begin(first, 0);
  const port = front.listens;
  return {
    origin: `https://localhost:${String(port)}`,
    show: async (options) => {
      await front.end();
      front = await begin(options, port);
      received();
    },
    received,
    clients: () => clients.splice(0),
    close: () => front.end(),
  };

  function received(): number {
    const now = bytes;
    bytes = 0;
    return now;
  }
}
