import type { Warnings } from '../../shared/warnings.js';

type Warning = Warnings[number];

/** The current warnings about the station's configuration and state, one for each code. */
export class DeskWarnings {
  #all: Warnings;
  readonly #tell: (all: Warnings) => void;

  /** @param tell called with all warnings after every change */
  constructor(initial: Warnings, tell: (all: Warnings) => void) {
    this.#all = initial;
    this.#tell = tell;
  }

  get all(): Warnings {
    return this.#all;
  }

  /** Shows a warning, replacing an earlier one with the same code. */
  set(warning: Warning): void {
    const shown = this.#all.find(({ code }) => code === warning.code);
    if (JSON.stringify(shown) === JSON.stringify(warning)) return;
    this.#all = [...this.#all.filter((one) => one !== shown), warning];
    this.#tell(this.#all);
  }

  /** Removes a warning. */
  clear(code: Warning['code']): void {
    if (!this.#all.some((one) => one.code === code)) return;
    this.#all = this.#all.filter((one) => one.code !== code);
    this.#tell(this.#all);
  }

  /** Replaces all warnings of a kind. */
  replace(isOfKind: (warning: Warning) => boolean, warnings: Warnings): void {
    this.#all = [...this.#all.filter((one) => !isOfKind(one)), ...warnings];
    this.#tell(this.#all);
  }
}
