import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { createPopulation } from '../../electron/training/population.js';
import { ServiceBook } from '../../electron/training/service-book.js';
import type { WireRequest } from '../../electron/training/service-wire.js';
import { monotonicMs } from './clock.js';
import { toServerSchema, type FromServer, type PostStamp } from './server-protocol.js';

/**
 * The CM service of the measurements, in a separate process: the training server's records and rules behind a plain HTTP
 * server, with the list serialized in advance, so that the station is what is measured.
 */

const API = '/CertificateManagement/api/v1.0';
const bindSchema = z.object({ requestid: z.string(), cardid: z.string(), atr: z.string() });

let book: ServiceBook | null = null;
let templates = '[]';
let list: Buffer | null = null;
let delayMs = 0;
let refusals: string[] = [];
let posts: PostStamp[] = [];
let ids = 0;
/** Comments that replace those of the first list, by request. */
const comments = new Map<string, string>();

const say = (message: FromServer): void => {
  process.send?.(message);
};

function records(): ServiceBook {
  if (book === null) throw new Error('The server has no records yet');
  return book;
}

function wireList(): Buffer {
  list ??= Buffer.from(JSON.stringify(records().requests({ status: 'Approved' }).map(commented)));
  return list;
}

function commented(request: WireRequest): WireRequest {
  const comment = comments.get(request.Uuid);
  return comment === undefined ? request : { ...request, Comment: comment };
}

const json = { 'Content-Type': 'application/json; charset=utf-8' };

function answer(response: ServerResponse, status: number, body: string | Buffer | null, answered: () => void = () => undefined): void {
  const go = (): void => {
    answered();
    response.writeHead(status, body === null ? {} : { ...json, 'Content-Length': Buffer.byteLength(body) });
    response.end(body ?? undefined);
  };
  if (delayMs === 0) go();
  else setTimeout(go, delayMs);
}

function get(url: URL, response: ServerResponse): void {
  const path = url.pathname.slice(API.length);
  const [, kind, id] = path.split('/');
  const cardId = url.searchParams.get('cardid');
  if (kind === 'profiletemplates') answer(response, 200, templates);
  else if (kind === 'requests' && id === undefined) {
    // The other lists are empty: all requests are approved.
    answer(response, 200, url.searchParams.get('status') === 'Approved' ? wireList() : '[]');
  } else if (kind === 'requests' && id !== undefined) {
    const request = records().request(id);
    answer(response, request === undefined ? 404 : 200, request === undefined ? null : JSON.stringify(commented(request)));
  } else if (kind === 'smartcards' && id !== undefined) {
    const smartcard = records().smartcard(id);
    answer(response, smartcard === undefined ? 404 : 200, smartcard === undefined ? null : JSON.stringify(smartcard));
  } else if (kind === 'smartcards' && cardId !== null) {
    const smartcard = records().smartcardsOfCard(cardId).at(-1);
    answer(response, smartcard === undefined ? 204 : 200, smartcard === undefined ? null : JSON.stringify(smartcard));
  } else answer(response, 404, null);
}

function post(request: IncomingMessage, response: ServerResponse): void {
  const arrivedAt = monotonicMs();
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  request.on('end', () => {
    const body = bindSchema.parse(JSON.parse(text));
    const bound = records().bind(body.requestid, body.cardid, body.atr);
    const isRefused = 'refusal' in bound;
    if (isRefused) refusals.push(bound.refusal);
    else list = null;
    const uri = isRefused ? JSON.stringify({ Message: bound.refusal }) : JSON.stringify(`api/v1.0/smartcards/${bound.smartcard.Uuid}`);
    answer(response, isRefused ? 403 : 201, uri, () => posts.push({ requestId: body.requestid, arrivedAt, answeredAt: monotonicMs() }));
  });
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://server');
  if (request.method === 'POST') post(request, response);
  else get(url, response);
});
server.keepAliveTimeout = 600_000;

process.on('message', (raw) => {
  const message = toServerSchema.parse(raw);
  switch (message.type) {
    case 'start': {
      const population = createPopulation({ seed: message.seed, size: message.size, now: new Date(message.now) });
      book = new ServiceBook({
        population,
        newGuid: () => `0000000a-0000-4000-8000-${(ids += 1).toString(16).padStart(12, '0')}`,
        now: () => new Date(),
      });
      templates = JSON.stringify(population.profileTemplates);
      wireList();
      server.listen(0, '127.0.0.1', () => {
        say({ type: 'listening', port: z.object({ port: z.int() }).parse(server.address()).port });
      });
      return;
    }
    case 'delay':
      delayMs = message.ms;
      say({ type: 'done' });
      return;
    case 'comment': {
      const all = records().requests({ status: 'Approved' });
      const every = Math.max(1, Math.round(1 / message.share));
      for (const [index, { Uuid }] of all.entries()) if (index % every === 0) comments.set(Uuid, message.text);
      list = null;
      wireList();
      say({ type: 'done' });
      return;
    }
    case 'take':
      say({ type: 'posts', posts, refusals });
      posts = [];
      refusals = [];
      return;
    case 'prepare':
      wireList();
      say({ type: 'done' });
  }
});
process.on('disconnect', () => process.exit(0));
