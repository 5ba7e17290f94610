import type { Warnings } from '../../shared/warnings.js';
import type { DirectoryState } from '../people/directory-health.js';
import type { PeopleListener } from '../people/people.js';
import type { Log } from './log.js';

type Warning = Warnings[number];

/** What is wrong with the station's own set-up just now; one warning a code. */
export class DeskWarnings {
  #all: Warnings;
  readonly #tell: (all: Warnings) => void;

  /** @param tell told of every change */
  constructor(initial: Warnings, tell: (all: Warnings) => void) {
    this.#all = initial;
    this.#tell = tell;
  }

  get all(): Warnings {
    return this.#all;
  }

  /** Shows a warning, in place of an earlier one of its code. */
  set(warning: Warning): void {
    const shown = this.#all.find(({ code }) => code === warning.code);
    if (JSON.stringify(shown) === JSON.stringify(warning)) return;
    this.#all = [...this.#all.filter((one) => one !== shown), warning];
    this.#tell(this.#all);
  }

  /** Takes a warning back. */
  clear(code: Warning['code']): void {
    if (!this.#all.some((one) => one.code === code)) return;
    this.#all = this.#all.filter((one) => one.code !== code);
    this.#tell(this.#all);
  }

  /** Shows warnings in place of all of their kind. */
  replace(isOfKind: (warning: Warning) => boolean, warnings: Warnings): void {
    this.#all = [...this.#all.filter((one) => !isOfKind(one)), ...warnings];
    this.#tell(this.#all);
  }

  /** Shows what is wrong with where names come from. */
  ofPeople(log: Pick<Log, 'warn'>): Pick<PeopleListener, 'directoryChanged' | 'warned'> {
    return {
      directoryChanged: (directory, lastAnswered) => {
        if (directory.state === 'down') log.warn('the directory does not answer', { code: directory.error.code, detail: directory.error.detail });
        this.#directoryChanged(directory, lastAnswered);
      },
      warned: (warning) => {
        this.set(warning);
      },
    };
  }

  /** The directory stopped answering, or answers again. @param lastAnswered when it last did, ms since the epoch; null: never */
  #directoryChanged(directory: DirectoryState, lastAnswered: number | null): void {
    if (directory.state === 'up') {
      this.clear('directory-down');
      return;
    }
    const { error: trouble, since } = directory;
    const asOf = lastAnswered === null ? null : new Date(lastAnswered).toISOString();
    this.set({ code: 'directory-down', since: new Date(since).toISOString(), asOf, trouble });
  }
}
