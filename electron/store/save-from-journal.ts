import { fail, ok, type Result } from '../../shared/result.js';
import { writeFileAtomically } from '../core/files.js';
import { JournalError } from './journal.js';

/** Writes what is made of the journal to a file that the operator chose: the file is there whole or not at all. */
export async function saveFromJournal(file: string, content: Parameters<typeof writeFileAtomically>[1]): Promise<Result<{ file: string }>> {
  try {
    await writeFileAtomically(file, content);
    return ok({ file });
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-unreadable', detail: error.message });
    return fail({ code: 'file-failed', detail: error instanceof Error ? error.message : String(error) });
  }
}
