import { dialog } from 'electron';
import { writeOutput } from '../core/write-output.js';

/**
 * Says something to whoever started the program, on standard output (1) or standard error (2); under Windows in a dialog where
 * neither is there: a program without a window of a console has none, unless its starter gives it one.
 */
export function printOutput(output: 1 | 2, text: string): void {
  if (!writeOutput(output, text) && process.platform === 'win32') dialog.showErrorBox('Card Desk', text);
}

/**
 * Says something to a script. No dialog opens, whatever becomes of the text: a task that runs at night has nobody to press a
 * button, and for as long as it waits no station opens. The exit code tells it all the same.
 */
export function printForScript(output: 1 | 2, text: string): void {
  writeOutput(output, text);
}
