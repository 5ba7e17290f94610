import { writeFileAtomically } from '../core/files.js';
import { FIRST_PREVIOUS_HASH } from '../store/chain.js';
import type { Journal } from '../store/journal.js';
import { exportFormatOf, exportFormats } from './export-formats.js';

/** Entries read at a time, because a journal of several years does not fit into memory. */
const PAGE = 1_000;

/**
 * Writes a journal to a file in the format of its name: `.csv`, `.json`, else text that an auditor can verify without Card
 * Desk. The file is complete or does not exist.
 * @returns the number of entries written, and the head
 * @throws JournalError, or the system's error if the file cannot be written
 */
export async function exportJournal(
  journal: Pick<Journal, 'entries'>,
  file: string,
): Promise<{ readonly entries: number; readonly head: string }> {
  const format = exportFormats[exportFormatOf(file)];
  let entries = 0;
  let head = FIRST_PREVIOUS_HASH;
  await writeFileAtomically(file, async (out) => {
    await out.write(format.begin);
    for (;;) {
      const page = await journal.entries(entries, PAGE);
      await out.write(format.page(page, entries === 0));
      head = page.at(-1)?.hash ?? head;
      entries += page.length;
      if (page.length < PAGE) break;
    }
    await out.write(format.end(entries, head));
  });
  return { entries, head };
}
