import type { RequestView } from '../../shared/requests.js';
import { isPerson, keysOf, type ParsedLine } from './parsed-line.js';

/** The open requests, indexed by id and by person; updated incrementally. */
export class RequestIndex {
  readonly #requests = new Map<string, RequestView>();
  /** User ids by a person's keys. */
  readonly #users = new Several();
  /** Request ids by user id. */
  readonly #ofUser = new Several();

  change({ put, removed }: { readonly put: Iterable<RequestView>; readonly removed: Iterable<string> }): void {
    for (const requestId of removed) this.#remove(requestId);
    for (const request of put) {
      this.#remove(request.requestId);
      this.#add(request);
    }
  }

  get(requestId: string): RequestView | undefined {
    return this.#requests.get(requestId);
  }

  all(): Iterable<RequestView> {
    return this.#requests.values();
  }

  /** Returns the requests of a user. */
  ofUser(userId: string): readonly RequestView[] {
    return this.#ofUser.get(userId).flatMap((requestId) => this.#requests.get(requestId) ?? []);
  }

  /** Returns the ids of users who match everything that is given. */
  usersWritten(written: ParsedLine['personKeys']): readonly string[] {
    const users = new Set(written[0]?.flatMap((key) => this.#users.get(key)));
    return [...users].filter((userId) => this.ofUser(userId).some(({ person }) => isPerson(written, person)));
  }

  #add(request: RequestView): void {
    const { requestId, person } = request;
    this.#requests.set(requestId, request);
    this.#ofUser.put(person.userId, requestId);
    for (const key of keysOf(person)) this.#users.put(key, person.userId);
  }

  #remove(requestId: string): void {
    const before = this.#requests.get(requestId);
    if (before === undefined) return;
    const { person } = before;
    this.#requests.delete(requestId);
    this.#ofUser.take(person.userId, requestId);
    // Another request of the same person may have the same keys.
    const left = new Set(this.ofUser(person.userId).flatMap((request) => keysOf(request.person)));
    for (const key of keysOf(person)) if (!left.has(key)) this.#users.take(key, person.userId);
  }
}

/** Maps a key to one or more values. It is nearly always one, and a set for each would take ten times the memory. */
class Several {
  readonly #map = new Map<string, string | Set<string>>();

  get(key: string): readonly string[] {
    const values = this.#map.get(key);
    if (values === undefined) return [];
    return typeof values === 'string' ? [values] : [...values];
  }

  put(key: string, value: string): void {
    const values = this.#map.get(key);
    if (values === undefined) this.#map.set(key, value);
    else if (typeof values !== 'string') values.add(value);
    else if (values !== value) this.#map.set(key, new Set([values, value]));
  }

  take(key: string, value: string): void {
    const values = this.#map.get(key);
    if (values === value) this.#map.delete(key);
    else if (values instanceof Set && values.delete(value) && values.size === 0) this.#map.delete(key);
  }
}
