import type { Unusable } from '../../shared/account-problems.js';
import type { Person } from '../../shared/requests.js';
import type { Warnings } from '../../shared/warnings.js';
import { forEachYielding } from '../core/yielding.js';
import type { DirectoryState } from './directory-health.js';
import type { Photo } from './photo.js';

/** Identifies users by GUID. The CM API gives GUIDs only, so names come from a roster or a directory. */
export interface People {
  /**
   * Looks up users by GUID (lower case). The map has every requested GUID; unknown users are `unresolved`. Never rejects: a failed
   * source resolves no one.
   */
  resolve(userIds: readonly string[]): Promise<Map<string, Person>>;
  /** Returns further details of a user. Never rejects. */
  details(userId: string): Promise<PersonFacts>;
  /** Starts reporting changes; call once. */
  start(listener: PeopleListener): void;
  stop(): Promise<void>;
}

export interface PersonFacts {
  /** When a directory last identified the user, ms since the epoch; null: never. */
  readonly asOf: number | null;
  readonly photo: Photo | null;
  /** Why the account may not be used; null: nothing is known against it. */
  readonly problem: Unusable | null;
}

export interface PeopleListener {
  /** People's data differ from an earlier answer. */
  readonly learned: () => void;
  /** The directory stopped answering, or answers again; `lastAnswered` in ms since the epoch, null: never. */
  readonly directoryChanged: (state: DirectoryState, lastAnswered: number | null) => void;
  /** A source cannot be used as it is. */
  readonly warned: (warning: Warnings[number]) => void;
}

/** A table of people, or a function that loads it on first use. */
export type KnownPeople = ReadonlyMap<string, Person> | (() => Promise<ReadonlyMap<string, Person>>);

const tableOf = async (known: KnownPeople): Promise<ReadonlyMap<string, Person>> => (typeof known === 'function' ? known() : known);

/** Returns people from a table, such as a roster file. */
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

/** Returns people from a table, and from another source for everyone else; photos come from the other source. */
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
