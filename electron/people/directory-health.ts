import type { DirectoryError } from './directory.js';

/** Whether the directory answers, or since when it does not; ms since the epoch. */
export type DirectoryState = { readonly state: 'up' } | { readonly state: 'down'; readonly since: number; readonly error: DirectoryError };

export interface DirectoryHealthDeps {
  readonly now: () => Date;
  /** How long a failed directory is not asked again, ms. */
  readonly pauseMs: number;
  /** Called when it stops answering, and when it answers again. */
  readonly onChange: (state: DirectoryState) => void;
}

/** The directory's state, shared by everything that uses it. */
export class DirectoryHealth {
  readonly #deps: DirectoryHealthDeps;
  #state: DirectoryState = { state: 'up' };
  #askAgainAt = 0;

  constructor(deps: DirectoryHealthDeps) {
    this.#deps = deps;
  }

  /** False during the pause after a failure. */
  mayAsk(): boolean {
    return this.#deps.now().getTime() >= this.#askAgainAt;
  }

  answered(): void {
    this.#askAgainAt = 0;
    if (this.#state.state === 'up') return;
    this.#state = { state: 'up' };
    this.#deps.onChange(this.#state);
  }

  failed(error: DirectoryError): void {
    const now = this.#deps.now().getTime();
    this.#askAgainAt = now + this.#deps.pauseMs;
    const known = this.#state.state === 'down' ? this.#state : null;
    if (known?.error.code === error.code && known.error.detail === error.detail) return;
    this.#state = { state: 'down', since: known?.since ?? now, error };
    this.#deps.onChange(this.#state);
  }
}
