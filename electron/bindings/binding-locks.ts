/** Gives a hold back. Calling it again does nothing, whoever holds the binding by then. */
export type Release = () => void;

/** Keeps a binding from being moved by two at once. Every hold has one owner, and only the owner can give it back. */
export class BindingLocks {
  readonly #owners = new Map<string, symbol>();

  has(bindingId: string): boolean {
    return this.#owners.has(bindingId);
  }

  /** Takes the hold on a binding; null while it is held. */
  acquire(bindingId: string): Release | null {
    if (this.#owners.has(bindingId)) return null;
    const owner = Symbol(bindingId);
    this.#owners.set(bindingId, owner);
    return () => {
      if (this.#owners.get(bindingId) === owner) this.#owners.delete(bindingId);
    };
  }
}
