import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Wrong PINs before the first pause; from then on each doubles it. */
const FREE_TRIES = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

const triesSchema = z.strictObject({ wrong: z.int().nonnegative(), nextAt: z.number() });
type Tries = z.infer<typeof triesSchema>;

export interface PinTriesOptions {
  /** Where the count is kept, so that a station that is switched off and on again does not forget it. */
  readonly file: string;
  /** ms since the epoch */
  readonly now: () => number;
  readonly isRight: (pin: string) => Promise<boolean>;
}

/** What came of a try. `refused`: not even looked at, for it came too early or beside another. */
export type PinOutcome = { readonly outcome: 'right' } | { readonly outcome: 'wrong' | 'refused'; readonly waitMs: number };

/** Lets a PIN be tried, ever more slowly: about thirty times a day at most. */
export class PinTries {
  readonly #options: PinTriesOptions;
  #busy = false;

  constructor(options: PinTriesOptions) {
    this.#options = options;
  }

  async try(pin: string): Promise<PinOutcome> {
    const { now, isRight } = this.#options;
    if (this.#busy) return { outcome: 'refused', waitMs: 1_000 };
    this.#busy = true;
    try {
      const { wrong, nextAt } = await this.#read();
      const waitMs = nextAt - now();
      // A clock that was set back makes nobody wait longer than the longest pause.
      if (waitMs > 0 && waitMs <= LONGEST_PAUSE_MS) return { outcome: 'refused', waitMs };
      // Counted before it is looked at: whoever cuts the power meanwhile has had the try.
      const pauseMs = wrong + 1 < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong + 1 - FREE_TRIES));
      await this.#write({ wrong: wrong + 1, nextAt: now() + pauseMs });
      if (!(await isRight(pin))) return { outcome: 'wrong', waitMs: pauseMs };
      await this.#write({ wrong: 0, nextAt: 0 });
      return { outcome: 'right' };
    } finally {
      this.#busy = false;
    }
  }

  async #read(): Promise<Tries> {
    try {
      return triesSchema.parse(JSON.parse(await readFile(this.#options.file, 'utf8')));
    } catch {
      // There is none before the first wrong try.
      return { wrong: 0, nextAt: 0 };
    }
  }

  async #write(tries: Tries): Promise<void> {
    const next = `${this.#options.file}.new`;
    await writeFile(next, JSON.stringify(tries), { mode: 0o600 });
    await rename(next, this.#options.file);
  }
}
