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
  /** Stores what is learned, across runs. */
  readonly cache: Pick<PeopleCache, 'page' | 'save'>;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** How long a person's data is considered current, ms. */
  readonly freshMs: number;
  /** How long an unknown user is not looked up again, ms. */
  readonly pauseMs: number;
  /** How long {@link People.resolve} waits for the directory, ms; later results are used next time. */
  readonly timeoutMs: number;
  /** Called when people's data differ from an earlier answer. */
  readonly onLearned: () => void;
  /** Called when the cache cannot be read or written; data then last only until the station stops. */
  readonly onCacheTrouble: (detail: string) => void;
}

interface Entry {
  /** Null: unknown to the directory. */
  readonly person: KnownPerson | null;
  readonly at: number;
  /** From an earlier run: used at once, but looked up again. */
  readonly isKept: boolean;
}

/** People per cache access. */
const PAGE = 1_000;

/**
 * People from a directory, with a cache. A slow or missing directory never delays the list of requests: known people stay
 * known, however old, and unknown ones are shown by GUID until the directory answers.
 */
export class CachedPeople implements Pick<People, 'resolve'> {
  readonly #deps: CachedPeopleDeps;
  readonly #entries = new Map<string, Entry>();
  /** The last answer for each user, to report when it changes. */
  readonly #told = new Map<string, KnownPerson | null>();
  #underWay: Promise<void> | null = null;

  constructor(deps: CachedPeopleDeps) {
    this.#deps = deps;
  }

  /** Loads the cache of earlier runs. */
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
    // Wait only if a person has no name at all.
    if (this.#underWay && userIds.some((userId) => !this.#entries.has(userId))) {
      await withTimeout(this.#underWay, { schedule, timeoutMs });
    }
    const persons = new Map<string, Person>();
    await forEachYielding(userIds, (userId) => persons.set(userId, this.#personOf(userId)));
    return persons;
  }

  /** Looks a person up again when an operator opens the person's details, because the name may have changed. */
  async renew(userId: string): Promise<void> {
    const { health, schedule, timeoutMs, pauseMs, now } = this.#deps;
    const entry = this.#entries.get(userId);
    const isRecent = entry !== undefined && !entry.isKept && now().getTime() - entry.at < pauseMs;
    if (isRecent || this.#underWay !== null || !health.mayAsk()) return;
    this.#underWay = this.#learn([userId]);
    await withTimeout(this.#underWay, { schedule, timeoutMs });
  }

  /** Returns when the directory last identified a user, ms since the epoch; null if never. */
  learnedAt(userId: string): number | null {
    const entry = this.#entries.get(userId);
    return entry?.person ? entry.at : null;
  }

  /** Returns when the directory last answered, ms since the epoch; null if never. */
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
