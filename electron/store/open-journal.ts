import type { JournalFile, JournalFileOptions } from './journal-file.js';
import type { Journal } from './journal.js';
import { startStoreWorker } from './store-worker.js';

/**
 * Opens the journal in a worker thread of its own.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when the journal cannot be opened: no access, damaged, in use, or written by a newer version
 */
export async function openJournal(
  script: string,
  options: Pick<JournalFileOptions, 'path' | 'context' | 'key' | 'headFile'>,
): Promise<Journal> {
  const send = await startStoreWorker<JournalFile>(script, { store: 'journal', ...options });
  return {
    intend: (binding, approval, step) => send((id) => ({ id, method: 'intend', args: [binding, approval, step] })),
    note: async (event, facts) => {
      await send((id) => ({ id, method: 'note', args: [event, facts] }));
    },
    lastNote: (event) => send((id) => ({ id, method: 'lastNote', args: [event] })),
    actAs: async (operator, facts) => {
      await send((id) => ({ id, method: 'actAs', args: [operator, facts] }));
    },
    record: (transition) => send((id) => ({ id, method: 'record', args: [transition] })),
    unsettled: () => send((id) => ({ id, method: 'unsettled', args: [] })),
    newest: (limit) => send((id) => ({ id, method: 'newest', args: [limit] })),
    claimOf: (what) => send((id) => ({ id, method: 'claimOf', args: [what] })),
    claimsOf: (what) => send((id) => ({ id, method: 'claimsOf', args: [what] })),
    find: (bindingId) => send((id) => ({ id, method: 'find', args: [bindingId] })),
    entries: (after, limit) => send((id) => ({ id, method: 'entries', args: [after, limit] })),
    search: (query) => send((id) => ({ id, method: 'search', args: [query] })),
    entriesOf: (bindingId) => send((id) => ({ id, method: 'entriesOf', args: [bindingId] })),
    health: () => send((id) => ({ id, method: 'health', args: [] })),
    compareHead: () => send((id) => ({ id, method: 'compareHead', args: [] })),
    keepHead: async () => {
      await send((id) => ({ id, method: 'keepHead', args: [] }));
    },
    close: async () => {
      await send((id) => ({ id, method: 'close', args: [] }));
    },
  };
}
