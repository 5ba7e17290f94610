import { fail, ok } from '../../shared/result.js';
import { JournalError } from './journal.js';

/** Answers a call with what is read of the journal, or says that it cannot be read. @throws whatever else `read` throws */
export async function answerFromJournal<T>(read: () => Promise<T>) {
  try {
    return ok(await read());
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-unreadable' as const, detail: error.message.slice(0, 2000) });
    throw error;
  }
}
