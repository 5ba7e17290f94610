import unhomoglyph from 'unhomoglyph';
import type { KnownPerson, Person } from '../../shared/requests.js';
import { forEachYielding } from '../core/yielding.js';

/** Returns the appearance of a name: confusable letters unified (UTS #39 §4, "skeleton"), without accents and case. */
export function lookalikeKey(name: string): string {
  return unhomoglyph(name.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Finds people with similar names on the list; caches each name's key. */
export class SimilarNames {
  #looks = new Map<string, string>();

  /** Returns other people whose names look like a person's, each once, at most `most`. */
  async of(userId: string, people: Iterable<Person>, most: number): Promise<KnownPerson[]> {
    const known = new Map<string, KnownPerson>();
    await forEachYielding(people, (person) => {
      if (person.state === 'resolved') known.set(person.userId, person);
    });
    const meant = known.get(userId);
    if (meant === undefined) return [];
    known.delete(userId);
    const looks = lookalikeKey(meant.name);
    const alike: KnownPerson[] = [];
    // Drops cached names that are no longer on the list.
    const before = this.#looks;
    const after = new Map<string, string>();
    await forEachYielding(known.values(), (person) => {
      const theirs = after.get(person.name) ?? before.get(person.name) ?? lookalikeKey(person.name);
      after.set(person.name, theirs);
      if (theirs === looks && alike.length < most) alike.push(person);
    });
    this.#looks = after;
    return alike;
  }
}
