import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { Server } from 'node:net';
import * as z from 'zod';
import { testAuthority } from '../../electron/cm/test-certificate.js';
import { makeClose } from '../closing.js';

/** External servers that a station's page must not reach. */
export interface ExternalServers {
  readonly http: string;
  /** With an untrusted certificate. */
  readonly https: string;
  /** Returns paths requested since the last call of this function. */
  reached(): string[];
  close(): Promise<void>;
}

export async function startExternalServers(): Promise<ExternalServers> {
  const paths: string[] = [];
  const { certificate: cert, key } = testAuthority().issue('localhost');
  const plain = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.end('external');
  });
  const secure = createTlsServer({ cert, key }, (request, response) => {
    paths.push(request.url ?? '');
    response.end('external');
  });
  const closes = [makeClose(plain, 'the external server'), makeClose(secure, 'the external server over TLS')];
  const [http, https] = [await portOf(plain), await portOf(secure)];
  return {
    http: `http://127.0.0.1:${String(http)}`,
    https: `https://localhost:${String(https)}`,
    reached: () => paths.splice(0),
    close: async () => {
      await Promise.all(closes.map((close) => close()));
    },
  };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return z.object({ port: z.int() }).parse(server.address()).port;
}
