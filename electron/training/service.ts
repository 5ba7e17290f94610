import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import * as z from 'zod';
import type { TrainingState } from '../../shared/training.js';
import { ServiceBook, type ServiceBookOptions } from './service-book.js';
import {
  bindBodySchema,
  createBodySchema,
  parseBody,
  requestsQuerySchema,
  smartcardsQuerySchema,
  statusBodySchema,
} from './service-calls.js';

export type NextAnswer = TrainingState['nextAnswer'];

/**
 * A call in the service's log.
 * - `answered`: read something. - `bound`, `created`, `changed`: changed something.
 * - `refused`: 403, nothing changed. - `failed`: 500, nothing changed. - `mistake`: a call the pages do not allow.
 */
export interface ServiceLogEntry {
  readonly at: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** The body as sent. */
  readonly body: string;
  readonly status: number;
  readonly did: 'answered' | 'bound' | 'created' | 'changed' | 'refused' | 'failed' | 'mistake';
  /** The answer's text if nothing was done. */
  readonly detail: string;
}

export interface TrainingServiceOptions extends ServiceBookOptions {
  /** Called for each bind call after it is logged and before it is answered; it may have used up the next answer. */
  readonly onBindCall?: (entry: ServiceLogEntry) => void;
}

/** The training CM service without a socket. */
export interface TrainingService {
  /** Listener for a `node:http` server. */
  readonly listener: RequestListener;
  /** The requests and smartcards; tests and demonstrations may change them here. */
  readonly book: ServiceBook;
  /** All calls since the start, oldest first, with their effects. */
  readonly log: readonly ServiceLogEntry[];
  /** The answer to the next well-formed bind call; then `accept` again. */
  nextAnswer: NextAnswer;
}

interface Reply {
  readonly status: 200 | 201 | 204 | 400 | 403 | 404 | 500;
  readonly did: ServiceLogEntry['did'];
  /** Absent: no body. */
  readonly json?: unknown;
  readonly detail?: string;
}

const API = '/certificatemanagement/api/v1.0';

const answered = (json: unknown): Reply => ({ status: 200, did: 'answered', json });
const nothing: Reply = { status: 204, did: 'answered' };
const inWords = (status: Reply['status'], did: Reply['did'], detail: string): Reply => ({
  status,
  did,
  detail,
  json: { Message: detail },
});
const mistake = (detail: string): Reply => inWords(400, 'mistake', detail);
const refused = (detail: string): Reply => inWords(403, 'refused', detail);
const notFound = (detail: string): Reply => inWords(404, 'answered', detail);

/**
 * Creates the training service: the CM REST API as in its pages, over the records of a population, strict about clients. Runs
 * inside the station in training mode, and alone for tests and demonstrations.
 */
export function createTrainingService(options: TrainingServiceOptions): TrainingService {
  const { newGuid, now, population, onBindCall } = options;
  const book = new ServiceBook(options);
  const log: ServiceLogEntry[] = [];
  // IIS ignores the case of paths.
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname.toLowerCase() });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const service: TrainingService = {
    listener: (incoming, outgoing) => void answer(incoming, outgoing),
    book,
    log,
    nextAnswer: 'accept',
  };

  const finish = (context: Context, body: string, { status, did, json, detail = '' }: Reply): Response => {
    const { pathname, search } = new URL(context.req.url);
    const { method } = context.req;
    const entry = { at: now().toISOString(), method, path: pathname + search, body, status, did, detail };
    log.push(entry);
    if (method === 'POST' && context.req.path === `${API}/smartcards`) onBindCall?.(entry);
    const headers = json === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
    return new Response(json === undefined ? null : JSON.stringify(json), { status, headers });
  };
  const fault = (detail: string): Reply => inWords(500, 'failed', `${detail} Correlation ID: ${newGuid()}`);

  /** Registers a reading call; ids in its path are lower case. */
  const onGet = (path: string, handle: (id: string, query: Record<string, string>) => Reply): void => {
    app.get(API + path, (context) => finish(context, '', handle(context.req.param('id') ?? '', context.req.query())));
  };
  /** Registers a call with a body, which must match a schema first. */
  const onBody = <T>(method: 'POST' | 'PUT', path: string, schema: z.ZodType<T>, handle: (body: T, id: string) => Reply): void => {
    app.on(method, API + path, async (context) => {
      const text = await context.req.text();
      const read = parseBody((name) => context.req.header(name), text);
      if ('mistake' in read) return finish(context, text, mistake(read.mistake));
      const body = schema.safeParse(read.json);
      const id = context.req.param('id') ?? '';
      return finish(context, text, body.success ? handle(body.data, id) : mistake(z.prettifyError(body.error)));
    });
  };

  onGet('/profiletemplates', () => answered(population.profileTemplates));

  onGet('/requests', (_, asked) => {
    const query = requestsQuerySchema.safeParse(asked);
    if (!query.success) return mistake(z.prettifyError(query.error));
    const { status, targetuser } = query.data;
    const found = book.requests({
      ...(status === undefined ? {} : { status }),
      ...(targetuser === undefined ? {} : { targetUserId: population.signedInUserId }),
    });
    return found.length === 0 ? nothing : answered(found);
  });

  onGet('/requests/:id', (id) => {
    const request = book.request(id);
    return request ? answered(request) : notFound(`There is no request ${id}.`);
  });

  onGet('/smartcards/:id', (id) => {
    const smartcard = book.smartcard(id);
    return smartcard ? answered(smartcard) : notFound(`There is no smartcard ${id}.`);
  });

  onGet('/smartcards', (_, asked) => {
    const query = smartcardsQuerySchema.safeParse(asked);
    if (!query.success) return mistake(z.prettifyError(query.error));
    const [smartcard, ...others] = book.smartcardsOfCard(query.data.cardid);
    if (smartcard === undefined) return nothing;
    return answered(others.length === 0 ? smartcard : [smartcard, ...others]);
  });

  onBody('POST', '/smartcards', bindBodySchema, ({ requestid, cardid, atr }) => {
    const { nextAnswer } = service;
    service.nextAnswer = 'accept';
    if (nextAnswer === 'fail') return fault('An error has occurred.');
    if (nextAnswer === 'refuse') return refused('You may not assign a smart card to this request.');
    const bound = book.bind(requestid, cardid, atr);
    if ('refusal' in bound) return refused(bound.refusal);
    if (nextAnswer === 'accept-204') return { status: 204, did: 'bound' };
    return { status: 201, did: 'bound', json: `api/v1.0/smartcards/${bound.smartcard.Uuid}` };
  });

  onBody('POST', '/requests', createBodySchema, (body) => {
    const created = book.create(body);
    if ('refusal' in created) return refused(created.refusal);
    return { status: 201, did: 'created', json: `api/v1.0/requests/${created.Uuid}` };
  });

  onBody('PUT', '/requests/:id', statusBodySchema, ({ status }, id) => {
    const moved = book.put(id, status);
    if ('refusal' in moved) return refused(moved.refusal);
    return { status: 200, did: 'changed', json: moved };
  });

  app.notFound((context) => finish(context, '', inWords(404, 'mistake', 'There is no such resource.')));
  app.onError((error, context) => finish(context, '', fault(`An error has occurred: ${error.message}.`)));
  return service;
}

/** A training service with a socket. */
export interface RunningTrainingService extends TrainingService {
  /** Its address, e.g. `http://127.0.0.1:49152`. */
  readonly origin: string;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/** Where a training service listens, and for which callers. */
export interface ListenOptions {
  readonly port?: number;
  /**
   * Default: this computer only. Then only calls with this computer's name are answered, which excludes web pages that point
   * their own name here.
   */
  readonly host?: string;
  /** The first path segment, unknown to other users of this computer; default: none. */
  readonly token?: string;
}

/**
 * Starts the training service on a socket.
 * @param options.port 0 for any free one
 * @throws Error if the port is taken
 */
export async function startTrainingService(options: TrainingServiceOptions & ListenOptions): Promise<RunningTrainingService> {
  const { port = 0, host = '127.0.0.1' } = options;
  const service = createTrainingService(options);
  const expected = { hosts: new Set<string>(), path: options.token === undefined ? '/' : `/${options.token}/` };
  const server = createServer((request, response) => {
    const isExpected = !isLoopback(host) || expected.hosts.has(request.headers.host ?? '');
    if (!isExpected || request.url?.startsWith(expected.path) !== true) {
      response.writeHead(403).end();
      return;
    }
    request.url = request.url.slice(expected.path.length - 1);
    service.listener(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = z.object({ port: z.int() }).parse(server.address());
  for (const name of [host, 'localhost']) expected.hosts.add(`${name}:${String(address.port)}`);
  return Object.assign(service, {
    origin: `http://${host}:${String(address.port)}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => {
          if (error) reject(error);
          else resolve();
        });
        server.closeAllConnections();
      }),
  });
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}
