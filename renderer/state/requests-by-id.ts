import type { RequestView } from '../../shared/requests.js';

/**
 * The requests by id. Successive lists share one map, because copying 100,000 entries per change would be noticeable: an
 * outdated `RequestsById` reads as its successor, and only its identity tells the two apart.
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

  /** Returns all of them, in insertion order. */
  values(): readonly RequestView[] {
    return [...this.#map.values()];
  }

  /** Changes entries by id; null removes a request. @returns the successor */
  movedOn(changes: ReadonlyMap<string, RequestView | null>): RequestsById {
    for (const [requestId, request] of changes) {
      if (request === null) this.#map.delete(requestId);
      else this.#map.set(requestId, request);
    }
    return new RequestsById(this.#map);
  }
}
