import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';

/**
 * Returns the profile folder. On Windows, replaces the roaming folder, which Electron would use, with the local one. In domains
 * with such desks, a roaming folder is copied between computers or lies on a share: SQLite's log does not work there, and two
 * desks would overwrite each other's journal.
 * @param usual Electron's profile folder: that of `--user-data-dir` if it can be used
 * @param roaming the folder of all programs' roaming data
 */
export function profileOf(usual: string, roaming: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform !== 'win32' || win32.dirname(usual).toLowerCase() !== win32.normalize(roaming).toLowerCase()) return usual;
  const local = env['LOCALAPPDATA'] ?? '';
  return win32.join(local === '' ? win32.join(home, 'AppData', 'Local') : local, 'Card Desk');
}

export interface ProfileSystem {
  readonly platform: NodeJS.Platform;
  /** Returns the path with all links and substituted drives resolved. */
  readonly realPath: (path: string) => string;
}

const thisSystem: ProfileSystem = { platform: process.platform, realPath: (path) => realpathSync.native(path) };

/**
 * Checks whether the station can write to its profile folder, which is created if missing.
 * @returns null if it can; else the reason, for a person
 */
export function profileProblem(profile: string, { platform, realPath }: ProfileSystem = thisSystem): string | null {
  const network =
    `The profile folder ${profile} is on a network drive. Card Desk keeps its journal only on a local disk, so it was not started. Nothing was changed. ` +
    'Start it without --user-data-dir, or with a folder on a local disk.';
  if (platform === 'win32' && isOnNetwork(profile)) return network;
  try {
    mkdirSync(profile, { recursive: true });
    tryToWrite(profile);
    return platform === 'win32' && isOnNetwork(realPath(profile)) ? network : null;
  } catch (error) {
    return (
      `Card Desk cannot write to the profile folder ${profile}, so it could not save bindings and was not started. Nothing was changed. ` +
      'Make the folder and its disk writable for this user, then start Card Desk again.\n\n' +
      (error instanceof Error ? error.message : String(error))
    );
  }
}

/**
 * Checks whether the folder for temporary files can be used. On Linux, Chromium keeps part of the profile lock there, and a
 * lock that cannot be taken would look like a second station.
 * @returns null if it can; else the reason, for a person
 */
export function temporaryFolderProblem(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | null {
  if (platform !== 'linux') return null;
  // The same choice as Chromium's.
  const folder = env['TMPDIR'] ?? '/tmp';
  try {
    tryToWrite(folder);
    return null;
  } catch (error) {
    return (
      `Card Desk cannot write to the folder for temporary files, ${folder}, so it cannot check whether it is already open, and was not started. Nothing was changed. ` +
      'Make the folder writable for this user, or set TMPDIR to another folder, then start Card Desk again.\n\n' +
      (error instanceof Error ? error.message : String(error))
    );
  }
}

/** Writes a test file, because Windows has no permission bits to check. @throws Error if that fails */
function tryToWrite(folder: string): void {
  const trial = join(folder, `.card-desk-${String(process.pid)}`);
  try {
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    // With a full disk the station opens and warns: existing bindings can be viewed and sent.
    if (!isFull(error)) throw error;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Returns whether a path is on a network: `\\server\share` in all its forms. `\\?\C:\` is a local disk. */
function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])/.test(path) || /^[\\/]{2}[?.][\\/]UNC[\\/]/i.test(path);
}
