import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { JournalFile } from './journal-file.js';
import { JournalError, type JournalProblem } from './journal.js';
import type { StoreAnswer, StoreCall } from './worker-protocol.js';

/**
 * The store worker: the one thread that touches the database, so that a slow disk never holds up the main process.
 * It runs one call at a time in the order they came.
 */
const port = parentPort;
if (port === null) throw new Error('The store worker runs in a worker thread only');

const data = z
  .object({
    path: z.string(),
    key: z.string().nullable(),
    context: z.object({ operator: z.string(), station: z.string() }),
  })
  .parse(workerData);

const answer = (message: StoreAnswer): void => {
  port.postMessage(message);
};
/** The journal file throws nothing else; what is not its error is a fault of this code. */
const problemOf = (error: unknown): { problem: JournalProblem; detail: string } => ({
  problem: error instanceof JournalError ? error.problem : 'unusable',
  detail: error instanceof Error ? error.message : String(error),
});

try {
  const journal = new JournalFile({
    ...data,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
  });
  answer({ type: 'opened' });
  port.on('message', (call: StoreCall) => {
    try {
      answer({ type: 'done', id: call.id, value: run(journal, call) });
    } catch (error) {
      answer({ type: 'failed', id: call.id, ...problemOf(error) });
    }
    if (call.method === 'close') port.close();
  });
} catch (error) {
  answer({ type: 'not-opened', ...problemOf(error) });
}

function run(journal: JournalFile, call: StoreCall): unknown {
  switch (call.method) {
    case 'intend':
      return journal.intend(...call.args);
    case 'note':
      journal.note(...call.args);
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
    case 'close':
      journal.close();
      return null;
    default:
      return assertNever(call);
  }
}
