/** Releases the lock. Further calls do nothing, even after another owner has taken it. */
export type Release = () => void;

/** Locks a binding for one worker at a time. Only the owner can release its lock. */
export class BindingLocks {
  readonly #owners = new Map<string, symbol>();

  has(bindingId: string): boolean {
    return this.#owners.has(bindingId);
  }

  /** Locks a binding. Null if it is already locked. */
  acquire(bindingId: string): Release | null {
    if (this.#owners.has(bindingId)) return null;
    const owner = Symbol(bindingId);
    this.#owners.set(bindingId, owner);
    return () => {
      if (this.#owners.get(bindingId) === owner) this.#owners.delete(bindingId);
    };
  }
}
