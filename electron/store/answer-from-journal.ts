import { fail, ok } from '../../shared/result.js';
import { JournalError } from './journal.js';

/** Returns a result with data read from the journal, or a `journal-unreadable` error. @throws any other error of `read` */
export async function answerFromJournal<T>(read: () => Promise<T>) {
  try {
    return ok(await read());
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-unreadable' as const, detail: error.message.slice(0, 2000) });
    throw error;
  }
}
