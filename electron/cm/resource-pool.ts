/** A pool of resources, each used by one caller at a time. Callers wait in order (first come, first served). */
export class ResourcePool<T> {
  readonly #free: T[];
  readonly #waiting: ((thing: T) => void)[] = [];

  constructor(things: readonly T[]) {
    this.#free = [...things];
  }

  /** Runs work with a resource as soon as one is free. Rejects if the work does. */
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
