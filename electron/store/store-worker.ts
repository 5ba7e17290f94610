import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { JournalError } from './journal.js';
import type { RemoteStore, SendCall, StoreAnswer, StoreCall, StoreName } from './worker-protocol.js';

/** What the methods of a store return where it is empty; for those that can be called before it is begun. */
export type EmptyStoreAnswers<N extends StoreName> = {
  readonly [M in keyof RemoteStore<N>]?: RemoteStore<N>[M] extends (...args: never) => Promise<infer Value> ? Value : never;
};

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: JournalError) => void;
}

/**
 * Windows unloads an addon with the last thread that has loaded it, and what the library's own threads did then ended the process
 * (seen under Wine). Loaded by the main thread too, it stays.
 */
const keepLibraryLoaded = (script: string): void => {
  if (process.platform === 'win32') createRequire(script)('libsql');
};

/** One worker thread: first what it is to open, then one store's calls. */
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

  /** @throws JournalError when the store cannot be opened; the thread has ended then, and holds no file */
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

  /** Calls a method of the store. After `close`, or a `close` that failed, the thread has ended. */
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
   * Ends the thread. Only when it has ended are its files let go of: the library keeps a database open after `close` until its
   * statements are collected, and Windows neither renames nor removes what is open.
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

/** Threads that were started before it was known what they are to open. */
const spares: StoreThread[] = [];

/** Starts threads ahead, so that they load while something else is waited for. @param script path of the bundled `worker.ts` */
export function startSpareWorkers(script: string, count: number): void {
  for (let number = 0; number < count; number += 1) spares.push(new StoreThread(script));
}

/** Ends those that nobody has taken. */
export function endSpareWorkers(): void {
  for (const spare of spares.splice(0)) void spare.end();
}

/**
 * Starts a store worker, or takes a spare one, and waits until its store is open.
 *
 * @param script path of the bundled `worker.ts`
 * @param order which store, and where it lies
 * @throws JournalError when the store cannot be opened
 */
export async function startStoreWorker(script: string, order: { readonly store: StoreName }): Promise<SendCall> {
  const thread = spares.shift() ?? new StoreThread(script);
  await thread.open(order);
  return (method, args) => thread.call(method, args);
}

/**
 * A store that is begun by what is first written in it: a station that has no use for it spends no thread on it.
 *
 * @param begin starts its worker
 * @param empty what is read in it until then
 */
export function createOnFirstWrite<N extends StoreName>(begin: () => Promise<SendCall>, empty: EmptyStoreAnswers<N>): SendCall {
  const values = new Map<string, unknown>(Object.entries(empty));
  let begun: Promise<SendCall> | null = null;
  return async (method, args) => {
    if (begun === null) {
      if (values.has(method)) return values.get(method);
      begun = begin();
      // What failed may do at the next try.
      begun.catch(() => (begun = null));
    }
    return (await begun)(method, args);
  };
}
