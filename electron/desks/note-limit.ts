const DAY_MS = 24 * 3_600_000;

/** Maximum number of entries about heads in a day: anyone who can write to the share can write heads without end. */
export const MOST_NOTES = 2_000;

/** Counts journal entries about heads since the start of the station. */
export class NoteLimit {
  #sinceMs = 0;
  #count = 0;

  /** Counts one entry. @param nowMs since the epoch @returns whether it may be written; `first` for the first one that may not */
  take(nowMs: number): 'written' | 'first' | 'left-out' {
    if (Math.abs(nowMs - this.#sinceMs) >= DAY_MS) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= MOST_NOTES) return 'written';
    return this.#count === MOST_NOTES + 1 ? 'first' : 'left-out';
  }
}
