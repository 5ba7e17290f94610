import type { Person } from '../../shared/requests.js';
import type { Directory, DirectoryError } from './directory.js';
import type { KnownPerson } from './directory-entries.js';
import type { People } from './people.js';

export interface CachedPeopleOptions {
  readonly directory: Pick<Directory, 'find'>;
  readonly now: () => Date;
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** How long a person is taken as known, ms. */
  readonly freshMs: number;
  /** How long nobody is asked for again who was not there, or while the directory fails, ms. */
  readonly pauseMs: number;
  /** How long {@link People.resolve} waits for the directory, ms; what it learns later is there the next time. */
  readonly patienceMs: number;
  /** Told when people turned out that an earlier answer had as unresolved. */
  readonly onLearned: () => void;
  readonly onTrouble: (error: DirectoryError) => void;
}

interface Entry {
  /** Null: the directory does not know this user. */
  readonly person: KnownPerson | null;
  readonly at: number;
}

/**
 * People by a directory, with a memory. A directory that is slow or gone never holds up the list of requests: who
 * was known stays known, however old, and who was not is shown by GUID until the directory has answered.
 */
export class CachedPeople implements People {
  readonly #options: CachedPeopleOptions;
  readonly #entries = new Map<string, Entry>();
  /** Users an answer had as unresolved. */
  readonly #owed = new Set<string>();
  #underWay: Promise<void> | null = null;
  #askAgainAt = 0;

  constructor(options: CachedPeopleOptions) {
    this.#options = options;
  }

  async resolve(userIds: readonly string[]): Promise<Map<string, Person>> {
    const isWanted = userIds.some((userId) => this.#isDue(userId));
    if (isWanted && this.#options.now().getTime() >= this.#askAgainAt) {
      this.#underWay ??= this.#learn(userIds.filter((userId) => this.#isDue(userId)));
    }
    // Only somebody without a name at all is worth waiting for.
    if (this.#underWay && userIds.some((userId) => !this.#entries.has(userId))) await this.#patiently(this.#underWay);
    return new Map(userIds.map((userId) => [userId, this.#personOf(userId)]));
  }

  /** When a user was last looked up, as ms since the epoch; null when never. */
  learnedAt(userId: string): number | null {
    return this.#entries.get(userId)?.at ?? null;
  }

  #personOf(userId: string): Person {
    const person = this.#entries.get(userId)?.person;
    if (person) return person;
    this.#owed.add(userId);
    return { state: 'unresolved', userId };
  }

  #isDue(userId: string): boolean {
    const entry = this.#entries.get(userId);
    if (entry === undefined) return true;
    const { freshMs, pauseMs, now } = this.#options;
    return now().getTime() - entry.at >= (entry.person === null ? pauseMs : freshMs);
  }

  async #learn(userIds: readonly string[]): Promise<void> {
    const { directory, now, pauseMs, onLearned, onTrouble } = this.#options;
    const found = await directory.find(userIds);
    this.#underWay = null;
    const at = now().getTime();
    if (!found.ok) {
      this.#askAgainAt = at + pauseMs;
      onTrouble(found.error);
      return;
    }
    for (const userId of userIds) this.#entries.set(userId, { person: found.value.get(userId) ?? null, at });
    const learned = [...found.value.keys()].filter((userId) => this.#owed.delete(userId));
    if (learned.length > 0) onLearned();
  }

  #patiently(work: Promise<void>): Promise<void> {
    const { schedule, patienceMs } = this.#options;
    return new Promise((resolve) => {
      const cancel = schedule(resolve, patienceMs);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }
}
