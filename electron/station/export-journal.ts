import { open, rename } from 'node:fs/promises';
import { FIRST_PREVIOUS_HASH } from '../store/chain.js';
import type { Journal } from '../store/journal.js';
import { exportedEntry, exportedHead } from '../store/verify.js';

/** Entries read at a time: a journal of years must not be held in memory whole. */
const PAGE = 1_000;

/**
 * Writes a journal as the text an auditor can verify without Card Desk: one entry a line, the head as the last line.
 * The file is there whole or not at all.
 *
 * @returns how many entries were written, and the head
 * @throws JournalError, or the system's error when the file cannot be written
 */
export async function exportJournal(
  journal: Pick<Journal, 'entries'>,
  file: string,
): Promise<{ readonly entries: number; readonly head: string }> {
  const out = await open(`${file}.new`, 'w', 0o600);
  let entries = 0;
  let head = FIRST_PREVIOUS_HASH;
  try {
    for (;;) {
      const page = await journal.entries(entries, PAGE);
      for (const entry of page) {
        await out.write(`${exportedEntry(entry)}\n`);
        head = entry.hash;
      }
      entries += page.length;
      if (page.length < PAGE) break;
    }
    await out.write(`${exportedHead(entries, head)}\n`);
    await out.sync();
  } finally {
    await out.close();
  }
  await rename(`${file}.new`, file);
  return { entries, head };
}
