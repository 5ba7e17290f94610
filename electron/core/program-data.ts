import { realpathSync } from 'node:fs';
import { win32 } from 'node:path';

/**
 * The folder for all programs' data under Windows: on the system's own drive, and not where the environment says, which is
 * the user's to change.
 */
export function programDataFolder(windowsFolder: () => string = ownWindowsFolder): string {
  return win32.join(win32.parse(windowsFolder()).root || 'C:\\', 'ProgramData');
}

/** The folder of Windows as its kernel knows it: a name that no variable leads elsewhere. */
export function ownWindowsFolder(): string {
  try {
    return realpathSync.native('\\\\?\\GLOBALROOT\\SystemRoot').replace(/^\\\\\?\\/, '');
  } catch {
    return 'C:\\Windows';
  }
}
