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

  /** Tells slices of the state anew. */
  tell(slices: Partial<Slices>): void {
    this.publish({ name: 'state/changed', payload: slices });
  }

  /** Tells what of an event fits the contract; one that does not fit takes no number, so that the page misses none. */
  publish(event: UnnumberedEvent): void {
    const told = this.#contract.fit(event.name, stationEventSchema, { ...event, seq: this.#seq + 1 });
    if (told === undefined) return;
    this.#seq += 1;
    this.#send(told);
  }
}
