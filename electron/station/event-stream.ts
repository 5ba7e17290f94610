import type { EventName, EventPayload, StationEvent } from '../../shared/contract.js';

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

  publish<N extends EventName>(name: N, payload: EventPayload<N>): void {
    this.#seq += 1;
    // One name with its own payload is one member of the union; the compiler cannot see that for a generic N.
    this.#send({ seq: this.#seq, name, payload } as StationEvent);
  }
}
