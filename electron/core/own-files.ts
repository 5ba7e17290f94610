import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withExternalPath } from './external-path.js';

/** Where the station's own files are. */
export interface OwnFolders {
  /** The profile folder. */
  readonly profile: string;
  /** The folder in which it is kept how far the journals were written. */
  readonly heads: string;
}

/** A file that was named for an export is one of the station's own; `message` is for a person. */
export class OwnFileError extends Error {
  override readonly name = 'OwnFileError';
}

/**
 * Refuses a file to be written that would take the place of one of the station's own: the journal that is replaced by a report is
 * lost, with every binding in it. In the folders of the profile nothing is written, and in the profile itself nothing is replaced.
 * Folders are told apart as the system does, so that no link, no other case of letters and no name of a share leads around it.
 *
 * @throws OwnFileError, or ExternalPathError where the folder does not answer
 */
export async function refuseOwnFile(file: string, { profile, heads }: OwnFolders): Promise<void> {
  const folders = await withExternalPath(() => foldersOf(file));
  const [profileId, headsId] = await Promise.all([idOf(profile), idOf(heads)]);
  const isIn = (id: string | null): boolean => id !== null && folders.includes(id);
  if (!isIn(profileId) && !isIn(headsId)) return;
  const isNewInProfile = folders[0] === profileId && (await idOf(join(profile, basename(file)))) === null;
  if (!isNewInProfile) throw new OwnFileError(`${file} is among the files of the station itself`);
}

/** How long it is asked what the folder of the backups is, ms: what does not answer is not the folder of a file that does. */
const BACKUPS_MS = 5_000;

/**
 * Refuses a file to be written that would take the place of one in the folder of the backups: a backup of any desk, or what it says
 * of its journal. New files may be put there.
 *
 * @throws OwnFileError, or ExternalPathError where the file's folder does not answer
 */
export async function refuseBackupFile(file: string, backups: string): Promise<void> {
  const folderId = await withExternalPath(() => idOf(dirname(file)));
  const backupsId = await withExternalPath(() => idOf(backups), { limitMs: BACKUPS_MS }).catch(() => null);
  if (folderId === null || folderId !== backupsId) return;
  if ((await withExternalPath(() => idOf(file))) !== null) throw new OwnFileError(`${file} is in the folder of the backups already`);
}

/** The folders that a file is in, the nearest first; none where they are not there, which whoever writes will be told. */
async function foldersOf(file: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let folder = await realpath(dirname(file)).catch(() => null);
  while (folder !== null) {
    const id = await idOf(folder);
    if (id !== null) ids.push(id);
    const above = dirname(folder);
    folder = above === folder ? null : above;
  }
  return ids;
}

/** What the system knows a file or folder by; null: it is not there. */
async function idOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${String(found.dev)} ${String(found.ino)}`;
}
