import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fromServerSchema, type FromServer, type PostStamp, type ToServer } from './server-protocol.js';

/** The initial records of a server; determined by these three values. */
export interface Records {
  readonly size: number;
  readonly seed: number;
  /** An instant, ISO 8601. */
  readonly now: string;
}

/** The CM service of the measurements. */
export interface Server {
  readonly origin: string;
  /** Sets the response time from now on, ms. */
  delay(ms: number): Promise<void>;
  /** Changes the comment of a share of the requests. */
  comment(share: number, text: string): Promise<void>;
  /** Prepares the list for the next client. */
  prepare(): Promise<void>;
  /** Returns the bindings since the last call, oldest first. @throws Error if one of them was refused */
  posts(): Promise<readonly PostStamp[]>;
  close(): Promise<void>;
}

/** Starts a server in a separate process. */
export async function startServer(records: Records): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'server.ts'), { execArgv: ['--import', 'tsx'] });
  const exit = once(child, 'exit');
  const waiting: ((answer: FromServer) => void)[] = [];
  child.on('message', (raw) => waiting.shift()?.(fromServerSchema.parse(raw)));
  const ask = async (order: ToServer): Promise<FromServer> =>
    Promise.race([
      new Promise<FromServer>((resolve) => {
        waiting.push(resolve);
        child.send(order);
      }),
      exit.then(() => Promise.reject(new Error('The server has ended'))),
    ]);
  const listening = await ask({ type: 'start', ...records });
  if (listening.type !== 'listening') throw new Error(`The server said ${listening.type}`);
  return {
    origin: `http://127.0.0.1:${listening.port}`,
    delay: async (ms) => {
      await ask({ type: 'delay', ms });
    },
    comment: async (share, text) => {
      await ask({ type: 'comment', share, text });
    },
    prepare: async () => {
      await ask({ type: 'prepare' });
    },
    posts: async () => {
      const answer = await ask({ type: 'take' });
      if (answer.type !== 'posts') throw new Error(`The server said ${answer.type}`);
      if (answer.refusals.length > 0) throw new Error(`The server refused: ${answer.refusals.join('; ')}`);
      return answer.posts;
    },
    close: async () => {
      child.disconnect();
      await exit;
    },
  };
}
