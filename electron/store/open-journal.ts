import type { JournalFileDeps } from './journal-file.js';
import type { Journal } from './journal.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore } from './worker-protocol.js';

/**
 * Opens the journal in a worker thread of its own.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened: permissions, damaged, in use, or written by a newer version
 */
export async function openJournal(
  script: string,
  options: Pick<JournalFileDeps, 'path' | 'context' | 'key' | 'headFile'>,
): Promise<Journal> {
  return remoteStore('journal', await startStoreWorker(script, { store: 'journal', ...options }));
}
