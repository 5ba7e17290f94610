import { AsyncLocalStorage } from 'node:async_hooks';
import type { Outside } from '../app/dialogs.js';

/**
 * A call that asks for a file gets the one that a command named, and no dialog opens. It holds for what that call does, and for
 * nothing that the operator does meanwhile.
 */
const given = new AsyncLocalStorage<string>();

/** Does something for which a command named the file. */
export function withGivenFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  return given.run(file, work);
}

/** The system's dialogs, which are not opened where a command named the file. */
export function unlessGiven(outside: Outside): Outside {
  return {
    ...outside,
    chooseFile: (file) => answered() ?? outside.chooseFile(file),
    chooseFileToOpen: (file) => answered() ?? outside.chooseFileToOpen(file),
  };
}

function answered(): Promise<string> | null {
  const file = given.getStore();
  return file === undefined ? null : Promise.resolve(file);
}
