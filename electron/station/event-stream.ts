import type { StationEvent } from '../../shared/contract.js';

/** An event that has no number yet. */
export type UnnumberedEvent = StationEvent extends infer E ? (E extends StationEvent ? Omit<E, 'seq'> : never) : never;

/**
 * Numbers the events on their way to the window without gaps. A snapshot carries the number of the last event it
 * includes, so that the renderer can tell whether it missed one.
 */
export class EventStream {
  #seq = 0;
  readonly #send: (event: StationEvent) => void;

  constructor(send: (event: StationEvent) => void) {
    this.#send = send;
  }

  get seq(): number {
    return this.#seq;
  }

  publish(event: UnnumberedEvent): void {
    this.#seq += 1;
    this.#send({ ...event, seq: this.#seq });
  }
}
