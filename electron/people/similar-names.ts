import unhomoglyph from 'unhomoglyph';
import type { KnownPerson, Person } from '../../shared/requests.js';
import { forEachYielding } from '../core/yielding.js';

/** What a name looks like: its letters as those they are mistaken for (UTS #39 §4, "skeleton"), without accents and case. */
export function lookalikeKey(name: string): string {
  return unhomoglyph(name.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Finds who is named alike on the list. What each name looks like is worked out once. */
export class SimilarNames {
  #looks = new Map<string, string>();

  /** The other people whose names look like a person's, each once, so many at most. */
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
    // Only names of the list are remembered.
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
