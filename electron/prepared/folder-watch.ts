import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkFolder } from '../core/network-folder.js';

export interface FolderWatchDeps {
  readonly folder: string;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicMs: () => number;
  readonly schedule: (work: () => void, ms: number) => () => void;
  /**
   * A file that is new, or other than before, and rests. Told again at every look until it resolves with true: the
   * file was dealt with as it was then.
   */
  readonly onFile: (file: FoundFile) => Promise<boolean>;
  /** Told after every look: the names of the files that lie there, or why nobody can say. */
  readonly onLooked: (looked: { readonly names: readonly string[] } | { readonly trouble: string }) => void;
}

export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Whether size and time are still those it was found with. */
  readonly isSame: () => Promise<boolean>;
}

/** A file is read once its size and time have rested for so long, ms: whoever writes it over a slow network pauses for less. */
const REST_MS = 2_000;
/** Looks come at least so often, ms: a network share tells of no changes, and elsewhere an event may be lost. */
const LOOK_EVERY_MS = 5_000;
/** After an event there may be more of them; one look, ms later, sees to all. */
const BATCH_MS = 100;

/** How long the end of the station waits for a look, ms. */
const LONGEST_STOP_MS = 1_000;

/** What is taken for a table; and what Excel, LibreOffice and others leave lying while a table is open or being copied. */
const TABLES = /\.(?:csv|txt|tsv|xlsx)$/i;
const PASSING = /^(?:~\$|\.|~)/;

interface SeenFile {
  readonly size: number;
  readonly mtimeMs: number;
  /** When it was first seen like this. */
  readonly since: number;
  readonly isDealtWith: boolean;
}

/** Follows the tables in a folder. Events of the system only say when to look; what lies there is the truth. */
export class FolderWatch {
  readonly #deps: FolderWatchDeps;
  readonly #seen = new Map<string, SeenFile>();
  readonly #share = new NetworkFolder();
  #watcher: FSWatcher | null = null;
  #cancelNext: () => void = () => undefined;
  /** When the next look is due, by the clock that never jumps. */
  #nextAt = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(deps: FolderWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelNext();
    this.#watcher?.close();
    // A share that is gone may not even answer what lies on it: such a look comes to nothing when it ends.
    let timer: NodeJS.Timeout | undefined;
    const longEnough = new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_STOP_MS);
    });
    await Promise.race([this.idle(), longEnough]);
    clearTimeout(timer);
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  /** Tells of a file again, although it has not changed: something else has. */
  again(name: string): void {
    const seen = this.#seen.get(name);
    if (seen === undefined) return;
    this.#seen.set(name, { ...seen, isDealtWith: false });
    this.#plan(BATCH_MS);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const { folder, onLooked } = this.#deps;
    this.#plan(LOOK_EVERY_MS);
    let names: string[];
    try {
      const entries = await this.#share.run(() => readdir(folder, { withFileTypes: true }));
      names = entries
        .filter((entry) => !entry.isDirectory() && TABLES.test(entry.name) && !PASSING.test(entry.name))
        .map(({ name }) => name);
    } catch (error) {
      this.#watcher?.close();
      this.#watcher = null;
      if (this.#stopped) return;
      onLooked({ trouble: error instanceof Error ? error.message : String(error) });
      return;
    }
    if (this.#stopped) return;
    this.#watch();
    for (const name of [...this.#seen.keys()]) if (!names.includes(name)) this.#seen.delete(name);
    onLooked({ names });
    for (const name of names.sort()) await this.#lookAtRequest(name);
  }

  async #lookAtRequest(name: string): Promise<void> {
    const { folder, monotonicMs, onFile } = this.#deps;
    const path = join(folder, name);
    const now = await this.#sizeAndTime(path);
    // It has just gone, or cannot be seen: the next look says.
    if (now === null || this.#stopped) return;
    const before = this.#seen.get(name);
    if (before === undefined || !isSame(before, now)) {
      this.#seen.set(name, { ...now, since: monotonicMs(), isDealtWith: false });
      this.#plan(REST_MS);
      return;
    }
    if (before.isDealtWith) return;
    const rested = monotonicMs() - before.since;
    if (rested < REST_MS) {
      this.#plan(REST_MS - rested);
      return;
    }
    const isSameStill = async (): Promise<boolean> => {
      const then = await this.#sizeAndTime(path);
      return then !== null && isSame(before, then);
    };
    const isDealtWith = await onFile({ path, name, isSame: isSameStill });
    // Asked to look at it again meanwhile, it is.
    if (this.#seen.get(name) === before) this.#seen.set(name, { ...before, isDealtWith });
  }

  async #sizeAndTime(path: string): Promise<Pick<SeenFile, 'size' | 'mtimeMs'> | null> {
    try {
      const { size, mtimeMs } = await this.#share.run(() => stat(path));
      return { size, mtimeMs };
    } catch {
      return null;
    }
  }

  #watch(): void {
    if (this.#watcher !== null || this.#stopped) return;
    try {
      const watcher = watch(this.#deps.folder, () => {
        this.#plan(BATCH_MS);
      });
      watcher.on('error', () => {
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = null;
      });
      this.#watcher = watcher;
    } catch {
      // Where the system has no more watches to give, looking at intervals sees everything, a little later.
    }
  }

  /** Looks in so many ms, unless a look comes sooner anyway. */
  #plan(ms: number): void {
    if (this.#stopped) return;
    const at = this.#deps.monotonicMs() + ms;
    if (at >= this.#nextAt) return;
    this.#cancelNext();
    this.#nextAt = at;
    this.#cancelNext = this.#deps.schedule(() => {
      this.#nextAt = Number.POSITIVE_INFINITY;
      void (this.#looking ?? Promise.resolve()).then(() => this.#look());
    }, ms);
  }
}

function isSame(one: Pick<SeenFile, 'size' | 'mtimeMs'>, other: Pick<SeenFile, 'size' | 'mtimeMs'>): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}
