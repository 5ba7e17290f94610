import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import * as z from 'zod';

/** Test servers on the loopback interface, on any free port. */
export interface TestServer {
  readonly port: number;
  /** The server's origin; `localhost` with TLS, because the certificates are issued for it. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts an HTTP server. */
export async function httpServer(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener), 'http://127.0.0.1');
}

/** Starts an HTTPS server. */
export async function httpsServer(options: ServerOptions, listener: RequestListener): Promise<TestServer> {
  return listen(createTlsServer(options, listener), 'https://localhost');
}

/** Starts a TCP server, for answers that no web server would give. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(
    createTcpServer((socket) => {
      // Many tests have a client that disconnects first.
      socket.on('error', () => socket.destroy());
      onConnection(socket);
    }),
    'http://127.0.0.1',
  );
}

async function listen(server: Server | ReturnType<typeof createTcpServer>, origin: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    port,
    origin: `${origin}:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Returns the body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
