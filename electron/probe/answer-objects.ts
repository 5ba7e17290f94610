import type { DocumentedObject } from './documented.js';
import { isObject, type ObjectShape } from './object-shape.js';

/** The elements of an answer. */
export interface ObjectCounts {
  /** Number of objects, including those in a wrapper. */
  readonly objects: number;
  /** Number of elements that are not objects, such as texts. */
  readonly others: number;
  /** Name of the field that contained the list; null if there was no wrapper. The server chose it, so it may not always be shown. */
  readonly wrappedIn: string | null;
}

/**
 * Finds the objects in an answer. The documentation knows a list of objects or one object; a list within an object, common for
 * paging, is found too.
 */
export class AnswerObjects {
  readonly #documented: DocumentedObject | null;
  readonly #wrappers: ObjectShape;
  readonly #each: (object: Readonly<Record<string, unknown>>) => void;
  #objects = 0;
  #others = 0;
  #wrappedIn: string | null = null;

  /** @param documented the expected objects; null if none are expected and no wrapper is searched */
  constructor(documented: DocumentedObject | null, wrappers: ObjectShape, each: (object: Readonly<Record<string, unknown>>) => void) {
    this.#documented = documented;
    this.#wrappers = wrappers;
    this.#each = each;
  }

  readonly take = (element: unknown): void => {
    // JSON null also stands for an empty answer.
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

  /** Returns the list in an undocumented object; null if the object is documented, or has no list or several. */
  #listIn(object: Readonly<Record<string, unknown>>): { readonly name: string; readonly items: readonly unknown[] } | null {
    const documented = this.#documented;
    if (documented === null) return null;
    const known = Object.keys(object).filter((name) => Object.hasOwn(documented, name));
    const lists: { readonly name: string; readonly items: readonly unknown[] }[] = [];
    for (const [name, value] of Object.entries(object)) if (Array.isArray(value)) lists.push({ name, items: value });
    const [only, ...more] = lists;
    // A wrapper may have a field with a documented name, such as `Status`.
    return only === undefined || more.length > 0 || known.length > 1 || known.includes(only.name) ? null : only;
  }
}
