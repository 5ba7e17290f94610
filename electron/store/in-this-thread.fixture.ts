import { JournalFile, type JournalFileDeps } from './journal-file.js';
import type { Journal } from './journal.js';
import { remoteStore } from './worker-protocol.js';

/**
 * For tests that are not about the store worker: opens a journal as `openJournal` does, but in this thread, which costs a
 * fraction. Its file stays open until the process ends, so open it in a `testFolder`.
 */
export function openInThisThread(options: Pick<JournalFileDeps, 'path' | 'context' | 'key'>): Journal {
  const file = new JournalFile({ ...options, now: () => new Date(), monotonicMs: () => performance.now() });
  return remoteStore('journal', async (method, args) => {
    // As late as the answer of a thread.
    await Promise.resolve();
    return Reflect.apply(Reflect.get(file, method) as (...args: unknown[]) => unknown, file, args);
  });
}
