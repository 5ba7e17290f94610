import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import * as z from 'zod';
import { onShutdown } from '../core/exit-deadline.js';
import { BackupWorker } from './backup-worker.js';
import { JournalFile } from './journal-file.js';
import { JournalError, type JournalProblem } from './journal.js';
import { PeopleCacheFile } from './people-cache-file.js';
import { PreparedStoreFile } from './prepared-store-file.js';
import { ReportFile } from './report-file.js';
import { RequestCacheFile } from './request-cache-file.js';
import { StockStoreFile } from './stock-file.js';
import { runGrouped, runOneByOne, type QueuedCall } from './group-commit.js';
import { storeMethods, type StoreAnswer, type StoreCall, type StoreName } from './worker-protocol.js';

/**
 * The store worker: the only kind of thread that accesses databases, so that a slow disk never blocks the main process. Each
 * store has its own worker, which runs one call at a time, in order.
 */
const port = parentPort;
if (port === null) throw new Error('The store worker runs in a worker thread only');

const orderSchema = z.discriminatedUnion('store', [
  z.object({
    store: z.literal('journal'),
    path: z.string(),
    key: z.string().nullable(),
    context: z.object({ operator: z.string(), station: z.string() }),
    headFile: z.string().optional(),
  }),
  z.object({ store: z.literal('requests'), path: z.string(), key: z.string().nullable() }),
  z.object({ store: z.literal('stock'), path: z.string(), key: z.string().nullable() }),
  z.object({ store: z.literal('people'), path: z.string(), key: z.string().nullable(), forgetBefore: z.number() }),
  z.object({ store: z.literal('prepared'), path: z.string(), key: z.string().nullable() }),
  z.object({ store: z.literal('backup') }),
  z.object({ store: z.literal('report'), path: z.string(), key: z.string().nullable() }),
]);

const answer = (message: StoreAnswer): void => {
  port.postMessage(message);
};
/** Stores throw only `JournalError`; anything else is a bug here. */
const problemOf = (error: unknown): { problem: JournalProblem; detail: string } => ({
  problem: error instanceof JournalError ? error.problem : 'unusable',
  detail: error instanceof Error ? error.message : String(error),
});

/** Methods of the journal that only write. `actAs` is not among them: it sets the operator even if its entry cannot be written. */
const writing: readonly string[] = [
  'intend',
  'note',
  'record',
  'recordCare',
  'recordAbandon',
  'putOffCare',
  'keepCareAsked',
] satisfies readonly (keyof JournalFile)[];

// The first message says what to open, because the thread may have been started before that was known.
port.once('message', (message: unknown) => {
  const order = orderSchema.parse(message);
  switch (order.store) {
    case 'journal':
      serve('journal', () => new JournalFile({ ...order, now: () => new Date(), monotonicMs: () => performance.now() }), runGrouped);
      break;
    case 'requests':
      serve('requests', () => new RequestCacheFile(order.path, order.key));
      break;
    case 'stock':
      serve('stock', () => new StockStoreFile(order.path, order.key));
      break;
    case 'people':
      serve('people', () => new PeopleCacheFile(order.path, order.key, order.forgetBefore));
      break;
    case 'prepared':
      serve('prepared', () => new PreparedStoreFile(order.path, order.key));
      break;
    case 'backup':
      serve('backup', () => new BackupWorker());
      break;
    case 'report':
      serve('report', () => new ReportFile(order.path, order.key));
  }
});

function serve<Store extends { close(): void }>(
  name: StoreName,
  open: () => Store,
  runAll: (store: Store, calls: readonly QueuedCall[]) => void = runOneByOne,
): void {
  const allowed: readonly string[] = storeMethods[name];
  let store: Store;
  try {
    store = open();
  } catch (error) {
    answer({ type: 'not-opened', ...problemOf(error) });
    return;
  }
  answer({ type: 'opened' });
  /** Calls that arrived while others were running. */
  let waiting: QueuedCall[] = [];
  const work = (): void => {
    const calls = waiting;
    waiting = [];
    runAll(store, calls);
  };
  onShutdown(() => {
    // Runs the calls that arrived before, then ends the thread, because only that closes the files.
    work();
    try {
      store.close();
    } finally {
      process.exit();
    }
  });
  port?.on('message', ({ id, method, args }: StoreCall) => {
    if (waiting.length === 0) setImmediate(work);
    waiting.push({
      writes: writing.includes(method),
      run: () => {
        const run: unknown = allowed.includes(method) ? Reflect.get(store, method) : undefined;
        if (typeof run !== 'function') throw new Error(`${name} has no ${method}`);
        const value: unknown = Reflect.apply(run, store, args);
        return value;
      },
      done: (value) => {
        answer({ type: 'done', id, value });
      },
      failed: (error) => {
        answer({ type: 'failed', id, ...problemOf(error) });
      },
    });
  });
}
