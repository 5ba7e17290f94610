import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import * as z from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { onLastCall } from '../core/deadline.js';
import { BackupWorker } from './backup-worker.js';
import { JournalFile } from './journal-file.js';
import { JournalError, type JournalProblem } from './journal.js';
import { PeopleCacheFile } from './people-cache-file.js';
import { PreparedStoreFile } from './prepared-store-file.js';
import { ReportFile } from './report-file.js';
import { RequestCacheFile } from './request-cache-file.js';
import { StockFile } from './stock-file.js';
import { runInOrder, runOneByOne, type WaitingCall } from './write-together.js';
import type { CallOf, StoreAnswer } from './worker-protocol.js';

/**
 * The store worker: the only kind of thread that touches a database, so that a slow disk never holds up the main
 * process. Each store has a worker of its own, which runs one call at a time in the order they came.
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
/** The stores throw nothing else; what is not their error is a fault of this code. */
const problemOf = (error: unknown): { problem: JournalProblem; detail: string } => ({
  problem: error instanceof JournalError ? error.problem : 'unusable',
  detail: error instanceof Error ? error.message : String(error),
});

/** Calls of the journal that do nothing but write; the operator's name changes even where its entry cannot be written. */
const writing: readonly string[] = ['intend', 'note', 'record'] satisfies readonly (keyof JournalFile)[];

// What to open is the first message: the thread may have been started before that was known.
port.once('message', (message: unknown) => {
  const order = orderSchema.parse(message);
  switch (order.store) {
    case 'journal':
      serve(() => new JournalFile({ ...order, now: () => new Date(), monotonicMs: () => performance.now() }), runOnJournal, runInOrder);
      break;
    case 'requests':
      serve(() => new RequestCacheFile(order.path, order.key), runOnRequests);
      break;
    case 'stock':
      serve(() => new StockFile(order.path, order.key), runOnStock);
      break;
    case 'people':
      serve(() => new PeopleCacheFile(order.path, order.key, order.forgetBefore), runOnPeople);
      break;
    case 'prepared':
      serve(() => new PreparedStoreFile(order.path, order.key), runOnPrepared);
      break;
    case 'backup':
      serve(() => new BackupWorker(), runBackup);
      break;
    case 'report':
      serve(() => new ReportFile(order.path, order.key), runOnReport);
  }
});

function serve<Store extends { close(): void }>(
  open: () => Store,
  run: (store: Store, call: CallOf<Store>) => unknown,
  runAll: (store: Store, calls: readonly WaitingCall[]) => void = runOneByOne,
): void {
  let store: Store;
  try {
    store = open();
  } catch (error) {
    answer({ type: 'not-opened', ...problemOf(error) });
    return;
  }
  answer({ type: 'opened' });
  /** What came while the last calls were done. */
  let waiting: WaitingCall[] = [];
  const work = (): void => {
    const calls = waiting;
    waiting = [];
    runAll(store, calls);
  };
  onLastCall(() => {
    // What came before it is still done; then the thread ends, for only that lets go of the files.
    work();
    try {
      store.close();
    } finally {
      process.exit();
    }
  });
  port?.on('message', (call: CallOf<Store> & { readonly id: number; readonly method: string }) => {
    if (waiting.length === 0) setImmediate(work);
    waiting.push({
      writes: writing.includes(call.method),
      run: () => run(store, call),
      done: (value) => {
        answer({ type: 'done', id: call.id, value });
      },
      failed: (error) => {
        answer({ type: 'failed', id: call.id, ...problemOf(error) });
      },
    });
  });
}

function runOnJournal(journal: JournalFile, call: CallOf<JournalFile>): unknown {
  switch (call.method) {
    case 'intend':
      return journal.intend(...call.args);
    case 'note':
      journal.note(...call.args);
      return null;
    case 'lastNote':
      return journal.lastNote(...call.args);
    case 'actAs':
      journal.actAs(...call.args);
      return null;
    case 'record':
      return journal.record(...call.args);
    case 'unsettled':
      return journal.unsettled();
    case 'newest':
      return journal.newest(...call.args);
    case 'claimOf':
      return journal.claimOf(...call.args);
    case 'claimsOf':
      return journal.claimsOf(...call.args);
    case 'find':
      return journal.find(...call.args);
    case 'entries':
      return journal.entries(...call.args);
    case 'search':
      return journal.search(...call.args);
    case 'entriesOf':
      return journal.entriesOf(...call.args);
    case 'health':
      return journal.health();
    case 'compareHead':
      return journal.compareHead();
    case 'keepHead':
      journal.keepHead();
      return null;
    case 'close':
      journal.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runOnRequests(cache: RequestCacheFile, call: CallOf<RequestCacheFile>): unknown {
  switch (call.method) {
    case 'page':
      return cache.page(...call.args);
    case 'save':
      cache.save(...call.args);
      return null;
    case 'close':
      cache.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runOnPeople(cache: PeopleCacheFile, call: CallOf<PeopleCacheFile>): unknown {
  switch (call.method) {
    case 'page':
      return cache.page(...call.args);
    case 'save':
      cache.save(...call.args);
      return null;
    case 'photo':
      return cache.photo(...call.args);
    case 'savePhoto':
      cache.savePhoto(...call.args);
      return null;
    case 'close':
      cache.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runOnPrepared(store: PreparedStoreFile, call: CallOf<PreparedStoreFile>): unknown {
  switch (call.method) {
    case 'files':
      return store.files();
    case 'page':
      return store.page(...call.args);
    case 'stage':
      store.stage(...call.args);
      return null;
    case 'unstage':
      store.unstage();
      return null;
    case 'replace':
      store.replace(...call.args);
      return null;
    case 'remove':
      store.remove(...call.args);
      return null;
    case 'presented':
      store.presented(...call.args);
      return null;
    case 'close':
      store.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runBackup(worker: BackupWorker, call: CallOf<BackupWorker>): unknown {
  switch (call.method) {
    case 'make':
      return worker.make(...call.args);
    case 'unpack':
      return worker.unpack(...call.args);
    case 'settle':
      return worker.settle(...call.args);
    case 'check':
      return worker.check(...call.args);
    case 'close':
      worker.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runOnReport(report: ReportFile, call: CallOf<ReportFile>): unknown {
  switch (call.method) {
    case 'read':
      return report.read(...call.args);
    case 'close':
      report.close();
      return null;
    default:
      return assertNever(call);
  }
}

function runOnStock(stock: StockFile, call: CallOf<StockFile>): unknown {
  switch (call.method) {
    case 'counts':
      return stock.counts();
    case 'places':
      return stock.places(...call.args);
    case 'search':
      return stock.search(...call.args);
    case 'find':
      return stock.find(...call.args);
    case 'findByKeys':
      return stock.findByKeys(...call.args);
    case 'known':
      return stock.known(...call.args);
    case 'stage':
      stock.stage(...call.args);
      return null;
    case 'commit':
      return stock.commit(...call.args);
    case 'unstage':
      stock.unstage();
      return null;
    case 'mark':
      return stock.mark(...call.args);
    case 'use':
      return stock.use(...call.args);
    case 'reconciledTo':
      return stock.reconciledTo();
    case 'setReconciledTo':
      stock.setReconciledTo(...call.args);
      return null;
    case 'close':
      stock.close();
      return null;
    default:
      return assertNever(call);
  }
}
