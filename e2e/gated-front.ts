import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import * as z from 'zod';
import { makeClose } from './closing.js';

/** Returns whether a call may pass to the service; if not, it has already answered. */
export type Gate = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

export interface GatedFront {
  /** Address with a host name, because certificates and allow-lists are made for names. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Starts a front that authenticates, as IIS does in front of the CM service.
 *
 * @param target origin of the server behind; null if the gate answers every call itself
 * @param tls certificate and key as PEM; null: plain HTTP
 */
export async function startGatedFront(
  target: string | null,
  tls: { readonly cert: string; readonly key: string } | null,
  gate: Gate,
): Promise<GatedFront> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      // A client that disconnected needs no answer; any other error fails the test.
      if (!request.socket.destroyed) throw error;
    });
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(z.instanceof(Buffer).parse(part));
    const body = Buffer.concat(parts);
    if (!gate(request, response, body.toString('utf8'))) return;
    if (target === null) throw new Error('There is nothing behind this gate');
    const headers = without(request.headers, ['authorization', 'connection']);
    const onward = httpRequest(new URL(request.url ?? '/', target), { method: request.method, headers, agent: false }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, without(incoming.headers, ['connection']));
      incoming.pipe(response);
      incoming.once('error', () => response.destroy());
    });
    onward.once('error', () => response.destroy());
    onward.end(body);
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  const close = makeClose(server, 'the gatekeeper');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    origin: `${tls === null ? 'http' : 'https'}://localhost:${String(port)}`,
    close,
  };
}

function without(headers: IncomingMessage['headers'], names: readonly string[]): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
