import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import type { Journal } from '../store/journal.js';

/** Wrong attempts before the first pause; each further one doubles the pause. */
const FREE_TRIES = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

const none: AttemptCount = { wrong: 0, nextAt: 0 };

const triesSchema = z.strictObject({ wrong: z.int().nonnegative(), nextAt: z.number() });
/** Wrong attempts since the last right one, and when the next one is allowed, ms since the epoch. */
export type AttemptCount = z.infer<typeof triesSchema>;

/** A record of wrong attempts that cannot be removed unnoticed: the journal. */
export interface AttemptRecord {
  /** Returns the last record; null: none. */
  readonly last: () => Promise<AttemptCount | null>;
  readonly note: (count: AttemptCount) => Promise<void>;
}

/** Records the attempt count in the journal, one entry per change. */
export function attemptsInJournal(journal: Pick<Journal, 'lastNote' | 'note'>, event: 'pin-tries' | 'approval-tries'): AttemptRecord {
  return {
    last: async () => {
      const facts = await journal.lastNote(event);
      return facts === null ? null : triesSchema.parse(facts);
    },
    note: (count) => journal.note(event, count),
  };
}

export interface AttemptLimiterDeps {
  /** The file with the count, so that a restart does not reset it. */
  readonly file: string;
  /** The second copy of the count, because a file can be removed; null in training, whose journal is temporary. */
  readonly record: AttemptRecord | null;
  /** Wall clock, ms since the epoch */
  readonly now: () => number;
}

/**
 * Result of an attempt.
 * - `wrong`: the next one is allowed after `waitMs`.
 * - `refused`: not checked, because it came too early or during another.
 * - `undecided`: could not be checked; not counted.
 */
export type AttemptOutcome =
  { readonly outcome: 'right' | 'undecided' } | { readonly outcome: 'wrong' | 'refused'; readonly waitMs: number };

/** Limits attempts at a secret: one at a time, with growing pauses, about thirty a day at most. */
export class AttemptLimiter {
  readonly #deps: AttemptLimiterDeps;
  #busy = false;
  /** The count in memory. */
  #known: AttemptCount = { wrong: 0, nextAt: 0 };
  #isRecordRead = false;

  constructor(deps: AttemptLimiterDeps) {
    this.#deps = deps;
  }

  /** @param look checks the secret; its errors are passed on and the attempt counts */
  async try(look: () => Promise<'right' | 'wrong' | 'undecided'>): Promise<AttemptOutcome> {
    const { now, record } = this.#deps;
    if (this.#busy) return { outcome: 'refused', waitMs: 1_000 };
    this.#busy = true;
    try {
      const before = await this.#read();
      const { wrong, nextAt } = before;
      const waitMs = nextAt - now();
      // A clock that was set back delays no attempt beyond the longest pause.
      if (waitMs > 0 && waitMs <= LONGEST_PAUSE_MS) return { outcome: 'refused', waitMs };
      // Counted before the check, so that cutting the power does not give a free attempt.
      const pauseMs = wrong + 1 < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong + 1 - FREE_TRIES));
      await this.#write({ wrong: wrong + 1, nextAt: now() + pauseMs });
      const outcome = await look();
      if (outcome === 'wrong') {
        await record?.note(this.#known);
        return { outcome, waitMs: pauseMs };
      }
      await this.#write(outcome === 'right' ? none : before);
      if (outcome === 'right' && wrong > 0) await record?.note(none);
      return { outcome };
    } finally {
      this.#busy = false;
    }
  }

  /** Returns the highest count of file, journal and memory, so that removing the file resets nothing. */
  async #read(): Promise<AttemptCount> {
    if (!this.#isRecordRead) {
      const noted = (await this.#deps.record?.last()) ?? none;
      if (noted.wrong > this.#known.wrong) this.#known = noted;
      this.#isRecordRead = true;
    }
    const kept = await this.#kept();
    return kept.wrong >= this.#known.wrong ? kept : this.#known;
  }

  async #kept(): Promise<AttemptCount> {
    try {
      return triesSchema.parse(JSON.parse(await readFile(this.#deps.file, 'utf8')));
    } catch (error) {
      // The file is missing before the first wrong attempt. An unreadable one gives no free attempts.
      const isNone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { wrong: isNone ? 0 : FREE_TRIES, nextAt: 0 };
    }
  }

  async #write(count: AttemptCount): Promise<void> {
    this.#known = count;
    await writeFileAtomically(this.#deps.file, JSON.stringify(count));
  }
}
