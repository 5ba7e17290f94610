import type { PeopleCache } from '../store/people-cache.js';
import type { Directory } from './directory.js';
import type { DirectoryHealth } from './directory-health.js';
import { withTimeout, type Schedule } from './with-timeout.js';
import { photoFrom, type Photo } from './photo.js';

export interface CachedPhotosDeps {
  readonly directory: Pick<Directory, 'photo'>;
  readonly health: DirectoryHealth;
  readonly cache: Pick<PeopleCache, 'photo' | 'savePhoto'>;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** How long a photo is considered current, ms. */
  readonly freshMs: number;
  /** How long {@link CachedPhotos.photoOf} waits for the directory, ms. */
  readonly timeoutMs: number;
  readonly onCacheTrouble: (detail: string) => void;
}

interface Entry {
  /** Null: no photo that can be shown. */
  readonly photo: Photo | null;
  readonly at: number;
}

/** Photos kept in memory: those of the people shown last. */
const IN_MEMORY = 50;

/** Photos from a directory, with a cache; fetched one by one on demand. */
export class CachedPhotos {
  readonly #deps: CachedPhotosDeps;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(deps: CachedPhotosDeps) {
    this.#deps = deps;
  }

  /** Returns a user's photo; null if there is none, or none is cached and the directory does not answer in time. */
  async photoOf(userId: string): Promise<Photo | null> {
    const { now, freshMs, health, schedule, timeoutMs } = this.#deps;
    const known = this.#entries.get(userId);
    if (known !== undefined && now().getTime() - known.at < freshMs) return known.photo;
    if (health.mayAsk()) {
      const asking = this.#underWay.get(userId) ?? this.#ask(userId).finally(() => this.#underWay.delete(userId));
      this.#underWay.set(userId, asking);
      await withTimeout(asking, { schedule, timeoutMs });
    }
    return (this.#entries.get(userId) ?? (await this.#kept(userId)))?.photo ?? null;
  }

  async #ask(userId: string): Promise<void> {
    const { directory, health, cache, now } = this.#deps;
    const found = await directory.photo(userId);
    if (!found.ok) {
      health.failed(found.error);
      return;
    }
    health.answered();
    const photo = found.value === null ? null : photoFrom(found.value);
    const at = now().getTime();
    this.#remember(userId, { photo, at });
    cache.savePhoto(userId, photo === null ? null : { bytes: photo.bytes, at }).catch(this.#troubled);
  }

  async #kept(userId: string): Promise<Entry | null> {
    try {
      const kept = await this.#deps.cache.photo(userId);
      return kept === null ? null : { photo: photoFrom(kept.bytes), at: kept.at };
    } catch (error) {
      this.#troubled(error);
      return null;
    }
  }

  #remember(userId: string, entry: Entry): void {
    this.#entries.delete(userId);
    this.#entries.set(userId, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > IN_MEMORY && oldest !== undefined) this.#entries.delete(oldest);
  }

  readonly #troubled = (error: unknown): void => {
    this.#deps.onCacheTrouble(error instanceof Error ? error.message : String(error));
  };
}
