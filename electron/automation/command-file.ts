import { AsyncLocalStorage } from 'node:async_hooks';
import type { SystemDialogs } from '../app/system-dialogs.js';

/**
 * A call that asks for a file gets the one that a command named, and no dialog opens. It holds for what that call does, and for
 * nothing that the operator does meanwhile.
 */
const commandFile = new AsyncLocalStorage<string>();

/** Does something for which a command named the file. */
export function withCommandFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  return commandFile.run(file, work);
}

/** The system's dialogs, which are not opened where a command named the file. */
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
