import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { writeOutput } from '../core/write-output.js';
import { logFileOf } from '../core/log.js';
import { StartError } from '../core/start-error.js';
import type { Quit } from './quit.js';

/** Reports why the station cannot start, in a dialog and, for scripts, on standard error; then exits. */
export async function cannotStart(error: unknown, quit?: Quit): Promise<void> {
  const detail =
    error instanceof StartError
      ? error.message
      : `An unexpected error occurred. The journal is unchanged.\n\n${detailOf(error)}\n\nStart Card Desk again. If it still does not open, send the log to your administrator: ${logFileOf(join(app.getPath('userData'), 'logs'))}`;
  writeOutput(2, `${detail}\n`);
  for (const window of BrowserWindow.getAllWindows()) window.destroy();
  if (app.isReady()) await dialog.showMessageBox({ type: 'error', title: 'Card Desk', message: 'Card Desk cannot start', detail });
  else dialog.showErrorBox('Card Desk cannot start', detail);
  if (quit === undefined) app.exit(1);
  else await quit.end(1);
}

export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
