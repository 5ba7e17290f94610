import { StartError } from '../core/start-error.js';
import { JournalError } from './journal.js';

/** The stores that the station cannot do without, by file. */
const stores = {
  'journal.db': 'The journal cannot be opened, so Card Desk cannot start. Nothing was changed.',
  'stock.db':
    'The card stock cannot be opened, so Card Desk cannot check which cards may be bound. Nothing was changed. The file is stock.db, in the journal folder.',
  'prepared.db':
    'The prepared cards cannot be opened, so Card Desk cannot check which card is for whom. Nothing was changed. The file is prepared.db, in the journal folder.',
} as const;

/**
 * Waits for a store to open, or to be read at the start.
 * @throws StartError with the store's name if the store or the system fails; other errors are bugs and pass through
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
 * Waits for a cache to open. The station works without it, because its content can be fetched again.
 * @param troubled called with the reason if it does not open
 * @returns null if it does not open
 */
export async function storeOrNull<T>(opening: Promise<T>, troubled: (detail: string) => void): Promise<T | null> {
  try {
    return await opening;
  } catch (error) {
    troubled(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Returns whether an error comes from the system, e.g. `EACCES: permission denied, open '…'`. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
