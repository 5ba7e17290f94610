import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { JournalFile } from './journal-file.js';
import { JournalError, type JournalProblem } from './journal.js';
import { PeopleCacheFile } from './people-cache-file.js';
import { RequestCacheFile } from './request-cache-file.js';
import { runInOrder, type WaitingCall } from './write-together.js';
import type { CallOf, StoreAnswer } from './worker-protocol.js';

/**
 * The store worker: the only kind of thread that touches a database, so that a slow disk never holds up the main
 * process. Each store has a worker of its own, which runs one call at a time in the order they came.
 */
const port = parentPort;
if (port === null) throw new Error('The store worker runs in a worker thread only');

const data = z
  .discriminatedUnion('store', [
    z.object({
      store: z.literal('journal'),
      path: z.string(),
      key: z.string().nullable(),
      context: z.object({ operator: z.string(), station: z.string() }),
    }),
    z.object({ store: z.literal('requests'), path: z.string(), key: z.string().nullable() }),
    z.object({ store: z.literal('people'), path: z.string(), key: z.string().nullable(), forgetBefore: z.number() }),
  ])
  .parse(workerData);

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

switch (data.store) {
  case 'journal':
    serve(() => new JournalFile({ ...data, now: () => new Date(), monotonicMs: () => performance.now() }), runOnJournal, runInOrder);
    break;
  case 'requests':
    serve(() => new RequestCacheFile(data.path, data.key), runOnRequests, oneByOne);
    break;
  case 'people':
    serve(() => new PeopleCacheFile(data.path, data.key, data.forgetBefore), runOnPeople, oneByOne);
}

/** Does calls one by one, for a store that never waits for the disk. */
function oneByOne(_store: unknown, calls: readonly WaitingCall[]): void {
  runInOrder(
    { together: () => undefined },
    calls.map((call) => ({ ...call, writes: false })),
  );
}

function serve<Store>(
  open: () => Store,
  run: (store: Store, call: CallOf<Store>) => unknown,
  runAll: (store: Store, calls: readonly WaitingCall[]) => void,
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
  port?.on('message', (call: CallOf<Store> & { readonly id: number; readonly method: string }) => {
    const tell = (message: StoreAnswer): void => {
      answer(message);
      if (call.method === 'close') port.close();
    };
    if (waiting.length === 0) setImmediate(work);
    waiting.push({
      writes: writing.includes(call.method),
      run: () => run(store, call),
      done: (value) => {
        tell({ type: 'done', id: call.id, value });
      },
      failed: (error) => {
        tell({ type: 'failed', id: call.id, ...problemOf(error) });
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
