import type { PersonPart } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { isPerson, keysOf, keysOfPart } from './assignment.js';

/** The requests that wait, found by id and by whom they are for; brought forward by differences, as the list is. */
export class RequestIndex {
  readonly #requests = new Map<string, RequestView>();
  /** User ids by what a person can be found by. */
  readonly #users = new Map<string, Set<string>>();
  /** Request ids by user id. */
  readonly #ofUser = new Map<string, Set<string>>();

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

  /** The requests of one user. */
  ofUser(userId: string): readonly RequestView[] {
    return [...(this.#ofUser.get(userId) ?? [])].flatMap((requestId) => this.#requests.get(requestId) ?? []);
  }

  /** The ids of the users of whom all is true that is written. */
  usersWritten(parts: readonly PersonPart[]): readonly string[] {
    const [first] = parts;
    if (first === undefined) return [];
    const users = new Set(keysOfPart(first).flatMap((key) => [...(this.#users.get(key) ?? [])]));
    return [...users].filter((userId) => this.ofUser(userId).some(({ person }) => isPerson(parts, person)));
  }

  #add(request: RequestView): void {
    const { requestId, person } = request;
    this.#requests.set(requestId, request);
    put(this.#ofUser, person.userId, requestId);
    for (const key of keysOf(person)) put(this.#users, key, person.userId);
  }

  #remove(requestId: string): void {
    const before = this.#requests.get(requestId);
    if (before === undefined) return;
    const { person } = before;
    this.#requests.delete(requestId);
    take(this.#ofUser, person.userId, requestId);
    // Another request of the same person may still say the same of them.
    const left = new Set(this.ofUser(person.userId).flatMap((request) => keysOf(request.person)));
    for (const key of keysOf(person)) if (!left.has(key)) take(this.#users, key, person.userId);
  }
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}

function take(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
}
