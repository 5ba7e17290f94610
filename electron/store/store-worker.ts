import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { JournalError } from './journal.js';
import type { RemoteStore, SendCall, StoreAnswer, StoreCall, StoreName } from './worker-protocol.js';

/** The return values of an empty store, for methods that can be called before the store exists. */
export type EmptyStoreAnswers<N extends StoreName> = {
  readonly [M in keyof RemoteStore<N>]?: RemoteStore<N>[M] extends (...args: never) => Promise<infer Value> ? Value : never;
};

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: JournalError) => void;
}

/**
 * Windows unloads an addon with the last thread that loaded it, while the library's own threads still run, which crashed the
 * process (seen under Wine). Loading it in the main thread too keeps it loaded.
 */
const keepLibraryLoaded = (script: string): void => {
  if (process.platform === 'win32') createRequire(script)('libsql');
};

/** One worker thread: opens one store, then answers its calls. */
class StoreThread {
  readonly #worker: Worker;
  readonly #calls = new Map<number, PendingCall>();
  #opening: PendingCall | null = null;
  #lastId = 0;
  #lost: JournalError | null = null;

  constructor(script: string) {
    keepLibraryLoaded(script);
    this.#worker = new Worker(script);
    this.#worker.on('message', (answer: StoreAnswer) => {
      this.#answered(answer);
    });
    this.#worker.on('error', (error) => {
      this.#lose(`The store worker failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.#worker.on('exit', () => {
      this.#lose('The store worker has ended');
    });
  }

  /** @throws JournalError if the store cannot be opened; the thread has ended then and holds no file */
  async open(order: object): Promise<void> {
    try {
      await new Promise((resolve, reject) => {
        this.#opening = { resolve, reject };
        if (this.#lost === null) this.#worker.postMessage(order);
        else reject(this.#lost);
      });
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Calls a method of the store. After `close`, successful or not, the thread has ended. */
  async call(method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#lost !== null) throw this.#lost;
    const id = (this.#lastId += 1);
    try {
      return await new Promise((resolve, reject) => {
        this.#calls.set(id, { resolve, reject });
        this.#worker.postMessage({ id, method, args } satisfies StoreCall);
      });
    } finally {
      if (method === 'close') await this.end();
    }
  }

  /**
   * Ends the thread. Only then are its files closed: the library keeps a database open after `close` until its statements are
   * collected, and Windows cannot rename or remove an open file.
   */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(answer: StoreAnswer): void {
    switch (answer.type) {
      case 'opened':
        this.#opening?.resolve(undefined);
        return;
      case 'not-opened':
        this.#opening?.reject(new JournalError(answer.problem, answer.detail));
        return;
      case 'done':
        this.#settle(answer.id)?.resolve(answer.value);
        return;
      case 'failed':
        this.#settle(answer.id)?.reject(new JournalError(answer.problem, answer.detail));
    }
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #lose(detail: string): void {
    this.#lost = new JournalError('unusable', detail);
    this.#opening?.reject(this.#lost);
    for (const call of this.#calls.values()) call.reject(this.#lost);
    this.#calls.clear();
  }
}

/** Threads started before it is known what they will open. */
const spares: StoreThread[] = [];

/** Starts threads in advance, so that they load while the caller waits for something else. @param script path of the bundled `worker.ts` */
export function startSpareWorkers(script: string, count: number): void {
  for (let number = 0; number < count; number += 1) spares.push(new StoreThread(script));
}

/** Ends the spare threads that were not used. */
export function endSpareWorkers(): void {
  for (const spare of spares.splice(0)) void spare.end();
}

/**
 * Starts a store worker, or takes a spare one, and waits until its store is open.
 * @param script path of the bundled `worker.ts`
 * @param order which store to open, and its path
 * @throws JournalError if the store cannot be opened
 */
export async function startStoreWorker(script: string, order: { readonly store: StoreName }): Promise<SendCall> {
  const thread = spares.shift() ?? new StoreThread(script);
  await thread.open(order);
  return (method, args) => thread.call(method, args);
}

/**
 * Returns a store that is created by the first write, so that a station that does not use it needs no thread for it.
 * @param begin starts its worker
 * @param empty return values until then
 */
export function createOnFirstWrite<N extends StoreName>(begin: () => Promise<SendCall>, empty: EmptyStoreAnswers<N>): SendCall {
  const values = new Map<string, unknown>(Object.entries(empty));
  let begun: Promise<SendCall> | null = null;
  return async (method, args) => {
    if (begun === null) {
      if (values.has(method)) return values.get(method);
      begun = begin();
      // A failure is retried at the next call.
      begun.catch(() => (begun = null));
    }
    return (await begun)(method, args);
  };
}
