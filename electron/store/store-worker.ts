import { Worker } from 'node:worker_threads';
import { JournalError } from './journal.js';
import type { CallOf, StoreAnswer } from './worker-protocol.js';

/** Sends one call to the store a worker holds; rejects with {@link JournalError}. */
export type Send<Store> = <M extends keyof Store>(
  makeCall: (id: number) => CallOf<Store> & { readonly method: M },
) => Promise<Store[M] extends (...args: never) => infer Value ? Value : never>;

/**
 * Starts a store worker and waits until its store is open.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when the store cannot be opened
 */
export async function startStoreWorker<Store>(script: string, workerData: object): Promise<Send<Store>> {
  const worker = new Worker(script, { workerData });
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: JournalError) => void }>();
  let lastId = 0;
  let lost: JournalError | null = null;

  const settle = (id: number): ReturnType<typeof calls.get> => {
    const call = calls.get(id);
    calls.delete(id);
    return call;
  };

  await new Promise<void>((resolve, reject) => {
    worker.on('message', (answer: StoreAnswer) => {
      switch (answer.type) {
        case 'opened':
          resolve();
          return;
        case 'not-opened':
          reject(new JournalError(answer.problem, answer.detail));
          return;
        case 'done':
          settle(answer.id)?.resolve(answer.value);
          return;
        case 'failed':
          settle(answer.id)?.reject(new JournalError(answer.problem, answer.detail));
      }
    });
    const lose = (detail: string): void => {
      lost = new JournalError('unusable', detail);
      for (const call of calls.values()) call.reject(lost);
      calls.clear();
      reject(lost);
    };
    worker.on('error', (error) => {
      lose(`The store worker failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.on('exit', () => {
      lose('The store worker has ended');
    });
  });

  return (makeCall) =>
    new Promise((resolve, reject) => {
      if (lost !== null) {
        reject(lost);
        return;
      }
      const call = makeCall(++lastId);
      calls.set(lastId, {
        resolve: (value) => {
          // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the worker runs the method of this very type
          resolve(value as never);
        },
        reject,
      });
      worker.postMessage(call);
    });
}
