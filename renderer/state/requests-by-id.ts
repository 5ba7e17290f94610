import type { RequestView } from '../../shared/requests.js';

/**
 * The requests by their ids. One map goes over from list to list, since copying 100,000 with each change would be felt: a
 * `RequestsById` that was moved on reads as its successor does from then on, and only its identity tells the two apart.
 */
export class RequestsById {
  readonly #map: Map<string, RequestView>;

  private constructor(map: Map<string, RequestView>) {
    this.#map = map;
  }

  static of(requests: readonly RequestView[]): RequestsById {
    return new RequestsById(new Map(requests.map((request) => [request.requestId, request])));
  }

  get(requestId: string): RequestView | undefined {
    return this.#map.get(requestId);
  }

  has(requestId: string): boolean {
    return this.#map.has(requestId);
  }

  /** All of them, in the order they came. */
  values(): readonly RequestView[] {
    return [...this.#map.values()];
  }

  /** Changes some, by id; null takes a request away. @returns what stands for them from now on */
  movedOn(changes: ReadonlyMap<string, RequestView | null>): RequestsById {
    for (const [requestId, request] of changes) {
      if (request === null) this.#map.delete(requestId);
      else this.#map.set(requestId, request);
    }
    return new RequestsById(this.#map);
  }
}
