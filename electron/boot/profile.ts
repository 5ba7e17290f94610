import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';

/**
 * The profile folder of a station. Where Electron would take the user's folder for data that roams, under Windows, it is the one
 * for data of this computer alone. The one for data that roams is copied to and fro between computers, or lies on a share, in just the domains that
 * have such desks: SQLite's log does not work there, and two desks would overwrite each other's journal.
 *
 * @param usual where Electron would keep it: the folder of `--user-data-dir`, where that can be used
 * @param roaming the folder of all programs' data that roams
 */
export function profileOf(usual: string, roaming: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform !== 'win32' || win32.dirname(usual).toLowerCase() !== win32.normalize(roaming).toLowerCase()) return usual;
  const local = env['LOCALAPPDATA'] ?? '';
  return win32.join(local === '' ? win32.join(home, 'AppData', 'Local') : local, 'Card Desk');
}

export interface ProfileSystem {
  readonly platform: NodeJS.Platform;
  /** The path with every link and every drive that stands for another place followed. */
  readonly realPath: (path: string) => string;
}

const thisSystem: ProfileSystem = { platform: process.platform, realPath: (path) => realpathSync.native(path) };

/**
 * Whether the station can keep anything at all in its profile folder, which is made if it is not there.
 *
 * @returns null when it can, else why not, in words for a person
 */
export function profileProblem(profile: string, { platform, realPath }: ProfileSystem = thisSystem): string | null {
  const network =
    `The profile folder ${profile} is on a network drive. Card Desk keeps its journal on a disk of this computer only; nothing was started and nothing was changed. ` +
    'Start it without --user-data-dir, or with a folder on a local disk.';
  if (platform === 'win32' && isOnNetwork(profile)) return network;
  try {
    mkdirSync(profile, { recursive: true });
    tryToWrite(profile);
    return platform === 'win32' && isOnNetwork(realPath(profile)) ? network : null;
  } catch (error) {
    return (
      `The profile folder ${profile} cannot be written, so no binding could be written down; nothing was started and nothing was changed. ` +
      'Make the folder and its disk writable for this user, then open Card Desk again.\n\n' +
      (error instanceof Error ? error.message : String(error))
    );
  }
}

/**
 * Whether the folder for temporary files can be used. Under Linux Chromium keeps a part of the lock of a profile there, and a lock
 * that cannot be taken would look like a station that is open already.
 *
 * @returns null when it can, else why not, in words for a person
 */
export function temporaryFolderProblem(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | null {
  if (platform !== 'linux') return null;
  // As Chromium chooses it.
  const folder = env['TMPDIR'] ?? '/tmp';
  try {
    tryToWrite(folder);
    return null;
  } catch (error) {
    return (
      `The folder for temporary files ${folder} cannot be written, so the station cannot tell whether it is open already; nothing was started and nothing was changed. ` +
      'Make it writable for this user, or name another one in TMPDIR, then open Card Desk again.\n\n' +
      (error instanceof Error ? error.message : String(error))
    );
  }
}

/** Windows has no mode to look at: whether a folder can be written shows by writing. @throws Error where it cannot */
function tryToWrite(folder: string): void {
  const trial = join(folder, `.card-desk-${String(process.pid)}`);
  try {
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    // With a full disk the station opens, and says so: what it has is looked at, and sent.
    if (!isFull(error)) throw error;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** `\\server\share`, in each of its forms; `\\?\C:\` is a disk of this computer. */
function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])/.test(path) || /^[\\/]{2}[?.][\\/]UNC[\\/]/i.test(path);
}
