import type { Unusable } from '../../shared/account-problems.js';
import type { Person } from '../../shared/requests.js';
import type { Warnings } from '../../shared/warnings.js';
import { forEachYielding } from '../core/yielding.js';
import type { DirectoryState } from './directory-health.js';
import type { Photo } from './photo.js';

/** Who a user GUID is. The CM API gives GUIDs only, so the names come from elsewhere: a roster or a directory. */
export interface People {
  /**
   * Looks users up by their GUIDs (lower case). The map has every GUID that was asked for; those nobody knows are
   * `unresolved`. Never rejects: a source that cannot be asked resolves nobody.
   */
  resolve(userIds: readonly string[]): Promise<Map<string, Person>>;
  /** What else is known of a user, for somebody who looks closer. Never rejects. */
  details(userId: string): Promise<PersonFacts>;
  /** Begins to tell of changes; called once. */
  start(listener: PeopleListener): void;
  stop(): Promise<void>;
}

export interface PersonFacts {
  /** When a directory last said who this is, ms since the epoch; null where no directory did. */
  readonly asOf: number | null;
  readonly photo: Photo | null;
  /** Why the account may not be used; null: nothing is known against it. */
  readonly problem: Unusable | null;
}

export interface PeopleListener {
  /** People turned out otherwise than an earlier answer had them. */
  readonly learned: () => void;
  /** The directory stopped answering, or answers again; `lastAnswered` in ms since the epoch, null when it never did. */
  readonly directoryChanged: (state: DirectoryState, lastAnswered: number | null) => void;
  /** A source cannot be used as it is. */
  readonly warned: (warning: Warnings[number]) => void;
}

/** A table of those who are known, or what reads it when it is first needed. */
export type KnownPeople = ReadonlyMap<string, Person> | (() => Promise<ReadonlyMap<string, Person>>);

const tableOf = async (known: KnownPeople): Promise<ReadonlyMap<string, Person>> => (typeof known === 'function' ? known() : known);

/** People by a table of those who are known, such as a roster file. */
export function peopleFrom(known: KnownPeople): People {
  return {
    resolve: async (userIds) => {
      const table = await tableOf(known);
      const persons = new Map<string, Person>();
      await forEachYielding(userIds, (userId) => persons.set(userId, table.get(userId) ?? { state: 'unresolved', userId }));
      return persons;
    },
    details: () => Promise.resolve({ asOf: null, photo: null, problem: null }),
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}

/** People by a table, and whoever is not in it by another source; photos are the other source's. */
export function peopleWithFallback(known: KnownPeople, others: People): People {
  return {
    ...others,
    resolve: async (userIds) => {
      const table = await tableOf(known);
      const unknown: string[] = [];
      const persons = new Map<string, Person>();
      await forEachYielding(userIds, (userId) => {
        const person = table.get(userId);
        if (person === undefined) unknown.push(userId);
        else persons.set(userId, person);
      });
      const found = await others.resolve(unknown);
      await forEachYielding(unknown, (userId) => persons.set(userId, found.get(userId) ?? { state: 'unresolved', userId }));
      return persons;
    },
    details: async (userId) => {
      const [table, { asOf, photo, problem }] = await Promise.all([tableOf(known), others.details(userId)]);
      return { asOf: table.has(userId) ? null : asOf, photo, problem };
    },
  };
}
