import { realpathSync } from 'node:fs';
import { win32 } from 'node:path';

/** Returns the folder for all programs' data on Windows. Uses the system's drive, not the environment, which the user can change. */
export function programDataFolder(windowsFolder: () => string = ownWindowsFolder): string {
  return win32.join(win32.parse(windowsFolder()).root || 'C:\\', 'ProgramData');
}

/** Returns the Windows folder as the kernel knows it, independent of environment variables. */
export function ownWindowsFolder(): string {
  try {
    return realpathSync.native('\\\\?\\GLOBALROOT\\SystemRoot').replace(/^\\\\\?\\/, '');
  } catch {
    return 'C:\\Windows';
  }
}
