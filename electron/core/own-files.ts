import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withExternalPath } from './external-path.js';

/** Folders with the station's own files. */
export interface OwnFolders {
  /** The profile folder. */
  readonly profile: string;
  /** Folder of the journal heads. */
  readonly heads: string;
}

/** A file chosen for an export is one of the station's own. The message is for the operator. */
export class OwnFileError extends Error {
  override readonly name = 'OwnFileError';
}

/**
 * Refuses an output file that would replace one of the station's own files: a report saved over the journal would lose every
 * binding. Subfolders of the profile accept no files; the profile itself accepts new files only. Compares folders by their
 * identity in the file system, so links, upper and lower case and share names make no difference.
 * @throws OwnFileError, or ExternalPathError if the folder does not answer
 */
export async function refuseOwnFile(file: string, { profile, heads }: OwnFolders): Promise<void> {
  const folders = await withExternalPath(() => foldersOf(file));
  const [profileId, headsId] = await Promise.all([idOf(profile), idOf(heads)]);
  const isIn = (id: string | null): boolean => id !== null && folders.includes(id);
  if (!isIn(profileId) && !isIn(headsId)) return;
  const isNewInProfile = folders[0] === profileId && (await idOf(join(profile, basename(file)))) === null;
  if (!isNewInProfile) throw new OwnFileError(`${file} is among the files of the station itself`);
}

/** Time limit for identifying the backup folder, ms. A folder that does not answer cannot contain a file that does. */
const BACKUPS_MS = 5_000;

/**
 * Refuses an output file that would replace a file in the backup folder: a backup or a journal head of any desk. New files are
 * accepted.
 * @throws OwnFileError, or ExternalPathError if the file's folder does not answer
 */
export async function refuseBackupFile(file: string, backups: string): Promise<void> {
  const folderId = await withExternalPath(() => idOf(dirname(file)));
  const backupsId = await withExternalPath(() => idOf(backups), { limitMs: BACKUPS_MS }).catch(() => null);
  if (folderId === null || folderId !== backupsId) return;
  if ((await withExternalPath(() => idOf(file))) !== null) throw new OwnFileError(`${file} is in the folder of the backups already`);
}

/** Returns the identities of a file's parent folders, nearest first; empty if they do not exist, which the later write reports. */
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

/** Returns the identity (device and inode) of a file or folder; null if it does not exist. */
async function idOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${String(found.dev)} ${String(found.ino)}`;
}
