import type { Warnings } from '../../shared/warnings.js';

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
}
