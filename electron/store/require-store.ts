import { StartError } from '../core/start-error.js';
import { JournalError } from './journal.js';

/** The stores a station does not open without, by the file each lies in. */
const stores = {
  'journal.db': 'The journal cannot be used, so nothing can be done; nothing was changed.',
  'stock.db':
    'The card stock cannot be used, so nobody can say which cards may be bound; nothing was changed. It lies in stock.db, beside the journal.',
  'prepared.db':
    'The prepared cards cannot be used, so nobody can say which card is meant for whom; nothing was changed. They lie in prepared.db, beside the journal.',
} as const;

/**
 * Waits for a store to open, or to be read at the start.
 *
 * @throws StartError that names the store, when it or the system refuses; whatever else is thrown is a fault of the program
 */
export async function requireStore<T>(opening: Promise<T>, store: keyof typeof stores = 'journal.db'): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof JournalError || isOfSystem(error))) throw error;
    throw new StartError(`${stores[store]}\n\n${error.message}`, { cause: error });
  }
}

/**
 * Waits for a cache to open. It holds nothing that cannot be had again, so a station works without it, whatever is wrong.
 *
 * @param troubled told why there is none
 * @returns null where it does not open
 */
export async function storeOrNull<T>(opening: Promise<T>, troubled: (detail: string) => void): Promise<T | null> {
  try {
    return await opening;
  } catch (error) {
    troubled(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Whether the system refused something, as in `EACCES: permission denied, open '…'`. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
