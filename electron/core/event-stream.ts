import { stationEventSchema, type Slices, type StationEvent } from '../../shared/contract.js';
import type { PageContract } from './page-contract.js';

/** An event that has no number yet. */
export type UnnumberedEvent = StationEvent extends infer E ? (E extends StationEvent ? Omit<E, 'seq'> : never) : never;

/**
 * Numbers the events on their way to the window without gaps. A snapshot carries the number of the last event it
 * includes, so that the renderer can tell whether it missed one.
 */
export class EventStream {
  #seq = 0;
  readonly #send: (event: StationEvent) => void;
  readonly #contract: Pick<PageContract, 'fit'>;

  constructor(send: (event: StationEvent) => void, contract: Pick<PageContract, 'fit'>) {
    this.#send = send;
    this.#contract = contract;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Tells slices of the state anew. One that does not fit the contract keeps no other from being told. */
  tell(slices: Partial<Slices>): void {
    if (this.publish({ name: 'state/changed', payload: slices })) return;
    const each = Object.entries(slices);
    if (each.length > 1) for (const [name, slice] of each) this.publish({ name: 'state/changed', payload: { [name]: slice } });
  }

  /**
   * Tells what of an event fits the contract; one that does not fit takes no number, so that the page misses none.
   *
   * @returns whether it was told
   */
  publish(event: UnnumberedEvent): boolean {
    const told = this.#contract.fit(event.name, stationEventSchema, { ...event, seq: this.#seq + 1 });
    if (told === undefined) return false;
    this.#seq += 1;
    this.#send(told);
    return true;
  }
}
