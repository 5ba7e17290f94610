import { startExitDeadline } from '../core/exit-deadline.js';
import { openJournal } from './open-journal.js';

/**
 * A test program whose main thread hangs after it was asked to end, with a journal entry in progress. Its arguments: the store
 * worker, the journal's path, and that of its head.
 */
const [script = '', path = '', headFile = ''] = process.argv.slice(2);

async function run(): Promise<void> {
  const journal = await openJournal(script, { path, key: null, headFile, context: { operator: 'desk', station: 'DESK-01' } });
  await journal.keepHead();
  void journal.note('opened', { version: '1', mode: 'live' });
  startExitDeadline({ closeMs: 500, killMs: 5_000 });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

void run();
