import type { DocumentedObject } from './documented.js';
import { isObject, type ObjectShape } from './object-shape.js';

/** What the elements of an answer were. */
export interface ObjectCounts {
  /** Objects, those in a wrapper among them. */
  readonly objects: number;
  /** Elements that are no objects, such as texts. */
  readonly others: number;
  /** Name of the field in which the list came, where it did not come by itself. It is the server's: not every name may be shown. */
  readonly wrappedIn: string | null;
}

/**
 * Finds the objects in an answer. The pages know a list of objects, or one object. A list within an object, which is how others
 * page, is found too.
 */
export class AnswerObjects {
  readonly #documented: DocumentedObject | null;
  readonly #wrappers: ObjectShape;
  readonly #each: (object: Readonly<Record<string, unknown>>) => void;
  #objects = 0;
  #others = 0;
  #wrappedIn: string | null = null;

  /** @param documented what the objects should be; null: none are expected, and a wrapper is not looked for */
  constructor(documented: DocumentedObject | null, wrappers: ObjectShape, each: (object: Readonly<Record<string, unknown>>) => void) {
    this.#documented = documented;
    this.#wrappers = wrappers;
    this.#each = each;
  }

  readonly take = (element: unknown): void => {
    // JSON's null stands for an empty answer as well.
    if (element === null) return;
    if (!isObject(element)) {
      this.#others += 1;
      return;
    }
    const list = this.#listIn(element);
    if (list === null) {
      this.#add(element);
      return;
    }
    this.#wrappers.add(element);
    this.#wrappedIn = list.name;
    for (const item of list.items) {
      if (isObject(item)) this.#add(item);
      else this.#others += 1;
    }
  };

  seen(): ObjectCounts {
    return { objects: this.#objects, others: this.#others, wrappedIn: this.#wrappedIn };
  }

  #add(object: Readonly<Record<string, unknown>>): void {
    this.#objects += 1;
    this.#each(object);
  }

  /** The list in an object that is no object of the pages; null where it is one, or has no list, or several. */
  #listIn(object: Readonly<Record<string, unknown>>): { readonly name: string; readonly items: readonly unknown[] } | null {
    const documented = this.#documented;
    if (documented === null) return null;
    const known = Object.keys(object).filter((name) => Object.hasOwn(documented, name));
    const lists: { readonly name: string; readonly items: readonly unknown[] }[] = [];
    for (const [name, value] of Object.entries(object)) if (Array.isArray(value)) lists.push({ name, items: value });
    const [only, ...more] = lists;
    // A wrapper may have a field, such as `Status`, that is called like one of the pages'.
    return only === undefined || more.length > 0 || known.length > 1 || known.includes(only.name) ? null : only;
  }
}
