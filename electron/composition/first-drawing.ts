import { setTimeout } from 'node:timers/promises';

/**
 * Requests in a snapshot: a few screenfuls, which a start waits for. The others follow as events, because a long list in one
 * message would block everything else.
 */
export const FIRST_REQUESTS = 200;

/** Cached requests that are then read at a time. */
export const PAGE_REQUESTS = 1_000;

/** Time for the page to draw its first snapshot, ms. */
const DRAW_MS = 300;
/** Longest time to wait for the page to ask for it, ms. */
const ASK_MS = 3_000;

/**
 * When the page has drawn its first snapshot. Until then, it and the main process need the processors: the readers, the server and
 * the rest of a long list follow.
 */
export class FirstDrawing {
  readonly #isAsked: Promise<void>;
  /** Call this when the page asks for a snapshot. */
  asked: () => void = () => undefined;

  readonly #wait: (ms: number) => Promise<unknown>;
  #drawn: Promise<void> | null = null;

  constructor(wait: (ms: number) => Promise<unknown> = setTimeout) {
    this.#wait = wait;
    this.#isAsked = new Promise((resolve) => {
      this.asked = resolve;
    });
  }

  /** Resolves when the page should have drawn its first snapshot; after a few seconds in any case. */
  drawn(): Promise<void> {
    return (this.#drawn ??= this.#drawing());
  }

  async #drawing(): Promise<void> {
    await Promise.race([this.#isAsked, this.#wait(ASK_MS)]);
    await this.#wait(DRAW_MS);
  }
}
