import type { DeskWarnings } from '../core/desk-warnings.js';
import type { Log } from '../core/log.js';
import type { PeopleListener } from './people.js';

/** Shows warnings about the sources of names. */
export function peopleWarnings(warnings: DeskWarnings, log: Pick<Log, 'warn'>): Pick<PeopleListener, 'directoryChanged' | 'warned'> {
  return {
    directoryChanged: (directory, lastAnswered) => {
      if (directory.state === 'up') {
        warnings.clear('directory-down');
        return;
      }
      const { error: trouble, since } = directory;
      log.warn('the directory does not answer', { code: trouble.code, detail: trouble.detail });
      const asOf = lastAnswered === null ? null : new Date(lastAnswered).toISOString();
      warnings.set({ code: 'directory-down', since: new Date(since).toISOString(), asOf, trouble });
    },
    warned: (warning) => {
      warnings.set(warning);
    },
  };
}
