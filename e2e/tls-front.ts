import { connect, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import * as z from 'zod';

/** TLS in front of a server that speaks plain HTTP; what it shows to clients can be changed at any time. */
export interface TlsFront {
  /** By name, since that is what certificates are made for. */
  readonly origin: string;
  /** Shows something else from now on; connections that stand are ended. */
  show(options: TlsOptions): Promise<void>;
  /** Bytes of requests that got through, since the last time this was asked. */
  received(): number;
  /** Common names of the client certificates that were shown, since the last time this was asked. */
  clients(): string[];
  close(): Promise<void>;
}

/** @param target origin of the server behind, `http://127.0.0.1:PORT` */
export async function startTlsFront(target: string, first: TlsOptions): Promise<TlsFront> {
  const { port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const clients: string[] = [];
  const begin = async (options: TlsOptions, port: number): Promise<ReturnType<typeof createServer>> => {
    const server = createServer(options, (secure) => {
      const client = secure.getPeerX509Certificate();
      if (client !== undefined) clients.push(client.subject.replace(/^CN=/, ''));
      const behind = connect(Number(targetPort), '127.0.0.1');
      secure.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
      secure.pipe(behind).pipe(secure);
      for (const socket of [secure, behind]) socket.on('error', () => socket.destroy());
      secure.once('close', () => behind.destroy());
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    // A client that ends the handshake is part of these tests.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return server;
  };
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  let server = await begin(first, 0);
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    origin: `https://localhost:${String(port)}`,
    show: async (options) => {
      await end();
      server = await begin(options, port);
      received();
    },
    received,
    clients: () => clients.splice(0),
    close: end,
  };

  function received(): number {
    const now = bytes;
    bytes = 0;
    return now;
  }
}
