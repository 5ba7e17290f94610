import { fail, ok, type Result } from '../../shared/result.js';
import { writeFileAtomically } from '../core/files.js';
import { JournalError } from './journal.js';

/** Writes data from the journal to a file that the operator chose. The file is complete or does not exist. */
export async function saveFromJournal(file: string, content: Parameters<typeof writeFileAtomically>[1]): Promise<Result<{ file: string }>> {
  try {
    await writeFileAtomically(file, content);
    return ok({ file });
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-unreadable', detail: error.message });
    return fail({ code: 'file-failed', detail: error instanceof Error ? error.message : String(error) });
  }
}
