/** A few things that can be used by one at a time: whoever comes while all are taken waits, first come, first served. */
export class ResourcePool<T> {
  readonly #free: T[];
  readonly #waiting: ((thing: T) => void)[] = [];

  constructor(things: readonly T[]) {
    this.#free = [...things];
  }

  /** Does some work with one of the things as soon as one is free. Rejects as the work does. */
  async use<R>(work: (thing: T) => Promise<R>): Promise<R> {
    const thing = this.#free.shift() ?? (await new Promise<T>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(thing);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(thing);
      else next(thing);
    }
  }
}
