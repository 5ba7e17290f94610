import { dialog } from 'electron';
import { writeOutput } from '../core/write-output.js';

/**
 * Prints text to standard output (1) or standard error (2). On Windows, shows a dialog if neither exists: a GUI program has
 * none unless its parent provides one.
 */
export function printOutput(output: 1 | 2, text: string): void {
  if (!writeOutput(output, text) && process.platform === 'win32') dialog.showErrorBox('Card Desk', text);
}

/**
 * Prints text for a script and never opens a dialog: at night no one would close it, and until then no station could open. The
 * exit code reports the result in any case.
 */
export function printForScript(output: 1 | 2, text: string): void {
  writeOutput(output, text);
}
