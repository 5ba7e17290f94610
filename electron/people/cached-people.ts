import type { KnownPerson, Person } from '../../shared/requests.js';
import { forEachYielding } from '../core/yielding.js';
import type { PeopleCache } from '../store/people-cache.js';
import type { Directory } from './directory.js';
import type { DirectoryHealth } from './directory-health.js';
import { withTimeout, type Schedule } from './with-timeout.js';
import type { People } from './people.js';

export interface CachedPeopleDeps {
  readonly directory: Pick<Directory, 'find'>;
  readonly health: DirectoryHealth;
  /** What earlier runs learned is taken from here, and what this one learns kept here. */
  readonly cache: Pick<PeopleCache, 'page' | 'save'>;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** How long a person is taken as known, ms. */
  readonly freshMs: number;
  /** How long nobody is asked for again who was not there, ms. */
  readonly pauseMs: number;
  /** How long {@link People.resolve} waits for the directory, ms; what it learns later is there the next time. */
  readonly timeoutMs: number;
  /** Told when people turned out that an earlier answer had as unresolved, or otherwise. */
  readonly onLearned: () => void;
  /** Told when the cache cannot be read or written: people are then known for this run only. */
  readonly onCacheTrouble: (detail: string) => void;
}

interface Entry {
  /** Null: the directory does not know this user. */
  readonly person: KnownPerson | null;
  readonly at: number;
  /** From an earlier run: shown at once, and asked for all the same. */
  readonly isKept: boolean;
}

/** People read or kept in one go. */
const PAGE = 1_000;

/**
 * People by a directory, with a memory. A directory that is slow or gone never holds up the list of requests: who
 * was known stays known, however old, and who was not is shown by GUID until the directory has answered.
 */
export class CachedPeople implements Pick<People, 'resolve'> {
  readonly #deps: CachedPeopleDeps;
  readonly #entries = new Map<string, Entry>();
  /** What an answer gave for a user: to be told when that changes. */
  readonly #told = new Map<string, KnownPerson | null>();
  #underWay: Promise<void> | null = null;

  constructor(deps: CachedPeopleDeps) {
    this.#deps = deps;
  }

  /** Takes up what earlier runs learned. */
  async restore(): Promise<void> {
    const { cache } = this.#deps;
    try {
      for (let after = '', size = PAGE; size === PAGE;) {
        const page = await cache.page(after, PAGE);
        for (const { person, at } of page) this.#entries.set(person.userId, { person, at, isKept: true });
        after = page.at(-1)?.person.userId ?? after;
        size = page.length;
      }
    } catch (error) {
      this.#troubled(error);
    }
  }

  async resolve(userIds: readonly string[]): Promise<Map<string, Person>> {
    const { health, schedule, timeoutMs } = this.#deps;
    if (this.#underWay === null && health.mayAsk()) {
      const due: string[] = [];
      await forEachYielding(userIds, (userId) => {
        if (this.#isDue(userId)) due.push(userId);
      });
      if (due.length > 0) this.#underWay ??= this.#learn(due);
    }
    // Only somebody without a name at all is worth waiting for.
    if (this.#underWay && userIds.some((userId) => !this.#entries.has(userId))) {
      await withTimeout(this.#underWay, { schedule, timeoutMs });
    }
    const persons = new Map<string, Person>();
    await forEachYielding(userIds, (userId) => persons.set(userId, this.#personOf(userId)));
    return persons;
  }

  /** Asks anew who a user is, for somebody who looks closer: a person may have been renamed since the list was read. */
  async renew(userId: string): Promise<void> {
    const { health, schedule, timeoutMs, pauseMs, now } = this.#deps;
    const entry = this.#entries.get(userId);
    const isRecent = entry !== undefined && !entry.isKept && now().getTime() - entry.at < pauseMs;
    if (isRecent || this.#underWay !== null || !health.mayAsk()) return;
    this.#underWay = this.#learn([userId]);
    await withTimeout(this.#underWay, { schedule, timeoutMs });
  }

  /** When the directory last said who a user is, as ms since the epoch; null when it never did. */
  learnedAt(userId: string): number | null {
    const entry = this.#entries.get(userId);
    return entry?.person ? entry.at : null;
  }

  /** When the directory last said anything of anybody, as ms since the epoch; null when it never did. */
  lastLearnedAt(): number | null {
    let last: number | null = null;
    for (const { at } of this.#entries.values()) last = Math.max(last ?? 0, at);
    return last;
  }

  #personOf(userId: string): Person {
    const person = this.#entries.get(userId)?.person ?? null;
    this.#told.set(userId, person);
    return person ?? { state: 'unresolved', userId };
  }

  #isDue(userId: string): boolean {
    const entry = this.#entries.get(userId);
    if (entry === undefined || entry.isKept) return true;
    const { freshMs, pauseMs, now } = this.#deps;
    return now().getTime() - entry.at >= (entry.person === null ? pauseMs : freshMs);
  }

  async #learn(userIds: readonly string[]): Promise<void> {
    const { directory, health, now, onLearned } = this.#deps;
    const found = await directory.find(userIds);
    this.#underWay = null;
    if (!found.ok) {
      health.failed(found.error);
      return;
    }
    const at = now().getTime();
    const gone = userIds.filter((userId) => !found.value.has(userId) && this.#entries.get(userId)?.person);
    for (const userId of userIds) this.#entries.set(userId, { person: found.value.get(userId) ?? null, at, isKept: false });
    health.answered();
    this.#keep(
      [...found.value.values()].map((person) => ({ person, at })),
      gone,
    );
    const isNews = userIds.some((userId) => this.#told.has(userId) && !isSame(this.#told.get(userId), found.value.get(userId)));
    if (isNews) onLearned();
  }

  #keep(put: Parameters<PeopleCache['save']>[0]['put'], removed: readonly string[]): void {
    const { cache } = this.#deps;
    const pages = Array.from({ length: Math.ceil(put.length / PAGE) }, (_, page) => put.slice(page * PAGE, (page + 1) * PAGE));
    const kept = pages.map((page) => cache.save({ put: page, removed: [] }));
    if (removed.length > 0) kept.push(cache.save({ put: [], removed }));
    Promise.all(kept).catch((error: unknown) => {
      this.#troubled(error);
    });
  }

  #troubled(error: unknown): void {
    this.#deps.onCacheTrouble(error instanceof Error ? error.message : String(error));
  }
}

function isSame(one: KnownPerson | null | undefined, other: KnownPerson | undefined): boolean {
  if (!one || !other) return !one && !other;
  const { name, account, department, employeeId } = one;
  return name === other.name && account === other.account && department === other.department && employeeId === other.employeeId;
}
