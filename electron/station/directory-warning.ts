import type { Warnings } from '../../shared/contract.js';
import type { DirectoryState } from '../people/directory-health.js';

/** What the screen is told of a directory: nothing while it answers. @param lastAnswered ms since the epoch; null: never */
export function directoryWarning(directory: DirectoryState, lastAnswered: number | null): Warnings {
  if (directory.state === 'up') return [];
  const asOf = lastAnswered === null ? null : new Date(lastAnswered).toISOString();
  return [{ code: 'directory-down', since: new Date(directory.since).toISOString(), asOf, trouble: directory.error }];
}
