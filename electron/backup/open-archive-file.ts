import { readFile, writeFile } from 'node:fs/promises';
import { ArchiveFileError, openArchive, readArchive, type ArchiveFacts, type ArchiveFileProblem } from '../store/archive-file.js';
import { deriveKey } from '../store/backup-key.js';
import { readArchiveText } from '../store/opened-archive.js';

/** Why an archive could not be opened. The message is for a person. */
export class OpenArchiveError extends Error {
  override readonly name = 'OpenArchiveError';
}

const refusals: Readonly<Record<ArchiveFileProblem, string>> = {
  'no-archive': 'The file is not a Card Desk archive.',
  'too-new': 'The archive was created by a newer Card Desk. Open it with that version.',
  damaged: 'The archive is damaged. Use another copy of it.',
  'wrong-passphrase': 'Wrong passphrase. Check capital letters and the keyboard language, then try again.',
};

/**
 * Writes the content of an archive as text: its entries in the form of an exported journal, and its description.
 * @param to a new file, which only this user can read
 * @throws OpenArchiveError, or the system's error; nothing was written then
 */
export async function openArchiveFile(file: string, passphrase: string, to: string): Promise<ArchiveFacts> {
  const bytes = await readFile(file);
  const text = textOf(bytes, passphrase);
  const { facts, findings } = readArchiveText(text);
  const [finding] = findings;
  if (facts === null || finding !== undefined)
    throw new OpenArchiveError(`${refusals.damaged} (line ${String(finding?.line)}: ${String(finding?.problem)})`);
  await writeFile(to, text, { flag: 'wx', mode: 0o600 });
  return facts;
}

function textOf(bytes: Buffer, passphrase: string): string {
  try {
    const archive = readArchive(bytes);
    return openArchive(archive, deriveKey(passphrase, archive.header.derivation));
  } catch (error) {
    if (!(error instanceof ArchiveFileError)) throw error;
    throw new OpenArchiveError(`${refusals[error.problem]} (${error.message})`, { cause: error });
  }
}
