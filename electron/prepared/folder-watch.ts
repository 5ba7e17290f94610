import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkFolder } from '../core/network-folder.js';

export interface FolderWatchDeps {
  readonly folder: string;
  /** Monotonic clock, ms. */
  readonly monotonicMs: () => number;
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Called for a new or changed file that has settled. Repeated at every scan until it resolves to true. */
  readonly onFile: (file: FoundFile) => Promise<boolean>;
  /** Called after every scan with the names of the files, or why the folder cannot be read. */
  readonly onLooked: (looked: { readonly names: readonly string[] } | { readonly trouble: string }) => void;
}

export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Whether size and modification time are still the same. */
  readonly isSame: () => Promise<boolean>;
}

/** A file is read once its size and time are unchanged for this long, ms; longer than a pause in a slow copy. */
const REST_MS = 2_000;
/** Longest time between scans, ms: network shares report no changes, and events may be lost. */
const LOOK_EVERY_MS = 5_000;
/** Delay of a scan after an event, ms, to cover events that follow. */
const BATCH_MS = 100;

/** How long stopping waits for a scan, ms. */
const LONGEST_STOP_MS = 1_000;

/** Names of tables, and of temporary files that Excel, LibreOffice and others leave while a table is open or copied. */
const TABLES = /\.(?:csv|txt|tsv|xlsx)$/i;
const PASSING = /^(?:~\$|\.|~)/;

interface SeenFile {
  readonly size: number;
  readonly mtimeMs: number;
  /** When it was first seen in this state. */
  readonly since: number;
  readonly isDealtWith: boolean;
}

/** Watches the tables in a folder. File system events only trigger a scan; the scan decides. */
export class FolderWatch {
  readonly #deps: FolderWatchDeps;
  readonly #seen = new Map<string, SeenFile>();
  readonly #share = new NetworkFolder();
  #watcher: FSWatcher | null = null;
  #cancelNext: () => void = () => undefined;
  /** When the next scan is due; monotonic, ms. */
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
    // A missing share may not answer at all; a scan that never ends reports nothing.
    let timer: NodeJS.Timeout | undefined;
    const longEnough = new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_STOP_MS);
    });
    await Promise.race([this.idle(), longEnough]);
    clearTimeout(timer);
  }

  /** Resolves when no scan is in progress. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  /** Reports an unchanged file again, because something else has changed. */
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
    // The file was removed or is not readable; the next scan decides.
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
    // Unless another look was requested meanwhile.
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
      // If the system is out of watches, the regular scans still find everything.
    }
  }

  /** Schedules a scan in `ms`, unless one comes earlier. */
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
