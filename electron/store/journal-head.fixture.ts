import { homedir } from 'node:os';
import { join } from 'node:path';
import { headFileOf } from './journal-head.js';
import { JournalFile } from './journal-file.js';

/** For tests: makes a journal that was written or copied into a folder the last one used there. */
export function adoptJournal(folder: string, key: string): void {
  const journal = new JournalFile({
    path: join(folder, 'journal.db'),
    key,
    headFile: headFileOf(folder, process.platform, process.env, homedir()),
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(),
    monotonicMs: () => performance.now(),
  });
  journal.keepHead();
  journal.close();
}
