import { Worker } from 'node:worker_threads';
import type { JournalFile } from './journal-file.js';
import { JournalError, type Journal } from './journal.js';
import type { JournalMethod, StoreAnswer, StoreCall, StoreWorkerData } from './worker-protocol.js';

/**
 * Opens the journal in a worker thread of its own.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when the journal cannot be opened: no access, damaged, in use, or written by a newer version
 */
export async function openJournal(script: string, data: StoreWorkerData): Promise<Journal> {
  const worker = new Worker(script, { workerData: data });
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: JournalError) => void }>();
  let lastId = 0;
  let lost: JournalError | null = null;

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

  function settle(id: number) {
    const call = calls.get(id);
    calls.delete(id);
    return call;
  }

  function send<M extends JournalMethod>(makeCall: (id: number) => StoreCall & { readonly method: M }) {
    return new Promise<ReturnType<JournalFile[M]>>((resolve, reject) => {
      if (lost !== null) {
        reject(lost);
        return;
      }
      const call = makeCall(++lastId);
      calls.set(call.id, {
        resolve: (value) => {
          // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the worker runs the method of this very type
          resolve(value as ReturnType<JournalFile[M]>);
        },
        reject,
      });
      worker.postMessage(call);
    });
  }

  return {
    intend: (binding) => send((id) => ({ id, method: 'intend', args: [binding] })),
    note: async (event, facts) => {
      await send((id) => ({ id, method: 'note', args: [event, facts] }));
    },
    record: (transition) => send((id) => ({ id, method: 'record', args: [transition] })),
    unsettled: () => send((id) => ({ id, method: 'unsettled', args: [] })),
    newest: (limit) => send((id) => ({ id, method: 'newest', args: [limit] })),
    claimOf: (what) => send((id) => ({ id, method: 'claimOf', args: [what] })),
    find: (bindingId) => send((id) => ({ id, method: 'find', args: [bindingId] })),
    entries: (after, limit) => send((id) => ({ id, method: 'entries', args: [after, limit] })),
    close: () => send((id) => ({ id, method: 'close', args: [] })),
  };
}
