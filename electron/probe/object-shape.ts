import type { DocumentedField, DocumentedObject } from './documented.js';
import { formOf, type Form } from './forms.js';

/** Maximum number of field names for each kind of object. A server that uses values as names would have no end of them. */
const MOST_NAMES = 200;
/** Maximum number of different numbers for each field. A field with more is not a type or status. */
const MOST_NUMBERS = 30;

/** A number that may be reported: 0 to 999, like types and statuses. An employee number is larger. */
export type TellableNumber = number | 'larger than 999' | 'less than 0';

/** The form of a field's values, over all objects of a kind. */
export interface FieldShape {
  /** Number of objects with the field. */
  readonly objects: number;
  readonly forms: ReadonlyMap<Form, number>;
  /** Frequency of each number; null if numbers of this field are not reported or there are too many. */
  readonly numbers: ReadonlyMap<TellableNumber, number> | null;
  /** Length of the longest text, characters. */
  readonly longest: number;
  /** Number of texts with NULs, which security descriptors have at their end. */
  readonly withNul: number;
  /** Shape of the documented objects in its lists; null if none are documented. */
  readonly items: ObjectShape | null;
}

class Field implements FieldShape {
  objects = 0;
  readonly forms = new Map<Form, number>();
  longest = 0;
  withNul = 0;
  readonly items: ObjectShape | null;
  #numbers: Map<TellableNumber, number> | null;

  constructor(documented: DocumentedField | undefined) {
    this.#numbers = documented?.numbers === undefined ? null : new Map();
    this.items = documented?.items === undefined ? null : new ObjectShape(documented.items);
  }

  get numbers(): ReadonlyMap<TellableNumber, number> | null {
    return this.#numbers;
  }

  add(value: unknown): void {
    this.objects += 1;
    const form = formOf(value);
    this.forms.set(form, (this.forms.get(form) ?? 0) + 1);
    if (typeof value === 'string') {
      this.longest = Math.max(this.longest, value.length);
      if (value.includes('\0')) this.withNul += 1;
    }
    if (typeof value === 'number' && form === 'whole number') this.#count(value);
    if (Array.isArray(value)) for (const item of value) if (isObject(item)) this.items?.add(item);
  }

  #count(value: number): void {
    if (this.#numbers === null) return;
    const told = value > 999 ? 'larger than 999' : value < 0 ? 'less than 0' : value;
    this.#numbers.set(told, (this.#numbers.get(told) ?? 0) + 1);
    if (this.#numbers.size > MOST_NUMBERS) this.#numbers = null;
  }
}

/** The shape of the objects of one kind: fields, their frequency, and the forms of their values. Stores no value. */
export class ObjectShape {
  readonly #documented: DocumentedObject;
  readonly #fields = new Map<string, Field>();
  #objects = 0;
  #beyond = 0;

  constructor(documented: DocumentedObject) {
    this.#documented = documented;
  }

  /** Number of objects examined. */
  get objects(): number {
    return this.#objects;
  }

  /** Number of fields not distinguished because there were too many names. */
  get beyond(): number {
    return this.#beyond;
  }

  get fields(): ReadonlyMap<string, FieldShape> {
    return this.#fields;
  }

  add(object: Readonly<Record<string, unknown>>): void {
    this.#objects += 1;
    for (const name of Object.keys(object)) {
      let field = this.#fields.get(name);
      if (field === undefined) {
        if (this.#fields.size >= MOST_NAMES) {
          this.#beyond += 1;
          continue;
        }
        const documented = Object.hasOwn(this.#documented, name) ? this.#documented[name] : undefined;
        field = new Field(documented);
        this.#fields.set(name, field);
      }
      field.add(object[name]);
    }
  }
}

/** Returns whether a JSON value is an object with fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
