import { Context, type ContextInterface } from 'smartcard';
import { readEventState } from './reader-snapshot.js';

/** The PC/SC service's state of a reader: whether it has a card, and the count of moves (dwEventState's upper 16 bits). */
export interface SlotState {
  readonly hasCard: boolean;
  readonly moves: number;
}

/** For tests: reads a reader's state from the service. Null without a service or reader. */
export function readSlotState(reader: string): SlotState | null {
  let context: ContextInterface | null = null;
  try {
    context = new Context();
    const found = context.listReaders().find(({ name }) => name === reader);
    return found === undefined
      ? null
      : { hasCard: readEventState(found.state, found.atr, true).state !== 'empty', moves: found.state >>> 16 };
  } catch {
    return null;
  } finally {
    context?.close();
  }
}
