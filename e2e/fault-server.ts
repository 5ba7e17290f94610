import { createServer, request as httpRequest, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { makeClose } from './closing.js';

/** What the server in front of the service does with one call. `processed`: the service handles the call first. */
export type Fault =
  | { readonly fault: 'none' }
  | { readonly fault: 'delay'; readonly ms: number }
  /** The answer is sent once something has happened. */
  | { readonly fault: 'hold'; readonly until: Promise<unknown> }
  /** The connection ends without an answer, before or after the service handled the call. */
  | { readonly fault: 'drop'; readonly processed: boolean }
  /** The service handles the call; half of its answer arrives. */
  | { readonly fault: 'half-answer' }
  /** No answer ever comes; the connection stays open. */
  | { readonly fault: 'hang'; readonly processed: boolean }
  /** The call ends without an answer, and the service handles it a while later, even if the client disconnected. */
  | { readonly fault: 'late'; readonly ms: number }
  /** A different answer than the service's. */
  | {
      readonly fault: 'answer';
      readonly processed: boolean;
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export interface ServerCall {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface FaultServer {
  readonly origin: string;
  /** Chooses the fault of each call; initially none. */
  choose: (call: ServerCall) => Fault;
  /** Called when a call has arrived completely, before it is handled, and after its answer was sent. */
  onPhase: (phase: 'arrived' | 'processed' | 'answered', call: ServerCall) => void;
  /** Waits until the service has done all late work. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Starts a server with injectable faults in front of a CM service; both use real HTTP on the loopback. */
export async function startFaultServer(service: RequestListener, port = 0): Promise<FaultServer> {
  const inner = createServer(service);
  const closeInner = makeClose(inner, 'the CM service');
  const innerPort = await listen(inner, 0);
  const outer = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that disconnected needs no answer; any other error fails the test.
      if (!request.socket.destroyed) throw error;
    });
  });

  const closeOuter = makeClose(outer, 'the server in front of the CM service');
  /** Calls that the service handles later. */
  const pending = new Set<Promise<unknown>>();

  const faultServer: FaultServer = {
    origin: '',
    choose: () => ({ fault: 'none' }),
    onPhase: () => undefined,
    settled: async () => {
      await Promise.all(pending);
    },
    close: async () => {
      await closeOuter();
      await closeInner();
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: ServerCall = { method: request.method ?? '', path: request.url ?? '', body: (await bytesOf(request)).toString('utf8') };
    faultServer.onPhase('arrived', call);
    const fault = faultServer.choose(call);
    const reaches = fault.fault === 'late' ? false : !('processed' in fault) || fault.processed;
    if (fault.fault === 'late') later(fault.ms, call, request.headers);
    const answer = reaches ? await forward(call, request.headers) : null;
    if (reaches) faultServer.onPhase('processed', call);
    await misbehave(fault, answer, response);
    faultServer.onPhase('answered', call);
  }

  /** Lets the service handle the call after a while; {@link FaultServer.settled} waits for it. */
  function later(ms: number, call: ServerCall, headers: IncomingMessage['headers']): void {
    const work = new Promise((resolve) => setTimeout(resolve, ms)).then(() => forward(call, headers));
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
  }

  function forward(call: ServerCall, headers: IncomingMessage['headers']): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const passed = without(headers, ['host', 'connection']);
      const onward = httpRequest(
        { host: '127.0.0.1', port: innerPort, method: call.method, path: call.path, headers: passed, agent: false },
        (incoming) => {
          bytesOf(incoming).then((body) => {
            resolve({ status: incoming.statusCode ?? 500, headers: incoming.headers, body });
          }, reject);
        },
      );
      onward.on('error', reject);
      onward.end(call.body);
    });
  }

  const outerPort = await listen(outer, port);
  return Object.assign(faultServer, { origin: `http://127.0.0.1:${String(outerPort)}` });
}

async function misbehave(fault: Fault, answer: Answer | null, response: ServerResponse): Promise<void> {
  switch (fault.fault) {
    case 'none':
      pass(answer, response);
      return;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      pass(answer, response);
      return;
    case 'hold':
      await fault.until;
      pass(answer, response);
      return;
    case 'drop':
    case 'late':
      response.socket?.destroy();
      return;
    case 'hang':
      return;
    case 'half-answer': {
      const body = answer?.body ?? Buffer.alloc(0);
      response.writeHead(answer?.status ?? 500, { 'Content-Type': 'application/json', 'Content-Length': Math.max(2, body.length) });
      await new Promise<void>((resolve) => {
        response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
          resolve();
        });
      });
      response.socket?.destroy();
      return;
    }
    case 'answer':
      response.writeHead(fault.status, { 'Content-Type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
  }
}

function pass(answer: Answer | null, response: ServerResponse): void {
  if (answer === null) throw new Error('There is no answer to pass on');
  response.writeHead(answer.status, without(answer.headers, ['connection', 'transfer-encoding']));
  response.end(answer.body);
}

/** Returns headers without those that belong to one connection. */
function without(headers: IncomingMessage['headers'], names: readonly string[]): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    stream.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    stream.once('error', reject);
  });
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port'));
      else resolve(address.port);
    });
  });
}
