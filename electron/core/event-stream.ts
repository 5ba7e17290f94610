import { stationEventSchema, type Slices, type StationEvent } from '../../shared/contract.js';
import type { PageContract } from './page-contract.js';

/** An event without its sequence number. */
export type UnnumberedEvent = StationEvent extends infer E ? (E extends StationEvent ? Omit<E, 'seq'> : never) : never;

/** Numbers the events to the window without gaps. A snapshot carries the number of its last event, so the page can detect a missed one. */
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

  /** Publishes slices of the state. If they do not fit the contract together, publishes each one separately. */
  tell(slices: Partial<Slices>): void {
    if (this.publish({ name: 'state/changed', payload: slices })) return;
    const each = Object.entries(slices);
    if (each.length > 1) for (const [name, slice] of each) this.publish({ name: 'state/changed', payload: { [name]: slice } });
  }

  /**
   * Publishes the part of an event that fits the contract. An event that does not fit uses no number, so the page sees no gap.
   * @returns whether it was sent
   */
  publish(event: UnnumberedEvent): boolean {
    const told = this.#contract.fit(event.name, stationEventSchema, { ...event, seq: this.#seq + 1 });
    if (told === undefined) return false;
    this.#seq += 1;
    this.#send(told);
    return true;
  }
}
