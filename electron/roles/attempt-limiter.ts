import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import type { Journal } from '../store/journal.js';

/** Wrong tries before the first pause; from then on each doubles it. */
const FREE_TRIES = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

const none: AttemptCount = { wrong: 0, nextAt: 0 };

const triesSchema = z.strictObject({ wrong: z.int().nonnegative(), nextAt: z.number() });
/** How many wrong tries there were since the last right one, and when the next one counts, ms since the epoch. */
export type AttemptCount = z.infer<typeof triesSchema>;

/** A record of wrong tries that nobody removes unseen: the journal. */
export interface AttemptRecord {
  /** What was noted last; null: nothing was. */
  readonly last: () => Promise<AttemptCount | null>;
  readonly note: (count: AttemptCount) => Promise<void>;
}

/** Keeps the count of some secret's tries in the journal, as an entry for each change. */
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
  /** Where the count is kept, so that a station that is switched off and on again does not forget it. */
  readonly file: string;
  /** Where the count stands as well, for a file can be removed; null in training, whose journal is thrown away. */
  readonly record: AttemptRecord | null;
  /** ms since the epoch */
  readonly now: () => number;
}

/**
 * What came of a try.
 * - `wrong`: the next one counts after `waitMs`.
 * - `refused`: not even looked at, for it came too early or beside another.
 * - `undecided`: nobody could say; it does not count.
 */
export type AttemptOutcome =
  { readonly outcome: 'right' | 'undecided' } | { readonly outcome: 'wrong' | 'refused'; readonly waitMs: number };

/** Lets a secret be tried, one at a time and ever more slowly: about thirty times a day at most. */
export class AttemptLimiter {
  readonly #deps: AttemptLimiterDeps;
  #busy = false;
  /** The count as this run last knew it. */
  #known: AttemptCount = { wrong: 0, nextAt: 0 };
  #isRecordRead = false;

  constructor(deps: AttemptLimiterDeps) {
    this.#deps = deps;
  }

  /** @param look looks whether the secret is right; what it throws is passed on, and the try counts */
  async try(look: () => Promise<'right' | 'wrong' | 'undecided'>): Promise<AttemptOutcome> {
    const { now, record } = this.#deps;
    if (this.#busy) return { outcome: 'refused', waitMs: 1_000 };
    this.#busy = true;
    try {
      const before = await this.#read();
      const { wrong, nextAt } = before;
      const waitMs = nextAt - now();
      // A clock that was set back makes nobody wait longer than the longest pause.
      if (waitMs > 0 && waitMs <= LONGEST_PAUSE_MS) return { outcome: 'refused', waitMs };
      // Counted before it is looked at: whoever cuts the power meanwhile has had the try.
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

  /** What stands in the file, in the record, or is known here, whatever is most: a file that is removed forgets nothing. */
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
      // There is none before the first wrong try. One that cannot be read gives nobody free tries.
      const isNone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { wrong: isNone ? 0 : FREE_TRIES, nextAt: 0 };
    }
  }

  async #write(count: AttemptCount): Promise<void> {
    this.#known = count;
    await writeFileAtomically(this.#deps.file, JSON.stringify(count));
  }
}
