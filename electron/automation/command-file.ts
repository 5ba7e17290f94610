import { AsyncLocalStorage } from 'node:async_hooks';
import type { SystemDialogs } from '../app/system-dialogs.js';

/**
 * The file of the current command. A call that asks for a file gets this one instead of a dialog. Applies only to that call,
 * not to what the operator does meanwhile.
 */
const commandFile = new AsyncLocalStorage<string>();

/** Runs work for which a command names the file. */
export function withCommandFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  return commandFile.run(file, work);
}

/** Returns the system's dialogs, but answers with the command's file if there is one. */
export function answerWithCommandFile(dialogs: SystemDialogs): SystemDialogs {
  return {
    ...dialogs,
    chooseFile: (file) => chosenFile() ?? dialogs.chooseFile(file),
    chooseFileToOpen: (file) => chosenFile() ?? dialogs.chooseFileToOpen(file),
  };
}

function chosenFile(): Promise<string> | null {
  const file = commandFile.getStore();
  return file === undefined ? null : Promise.resolve(file);
}
