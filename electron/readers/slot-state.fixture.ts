import { Context, type ContextInterface } from 'smartcard';
import { readEventState } from './reader-snapshot.js';

/** What the PC/SC service shows of a reader: whether there is a card in it, and how many came and went (dwEventState's upper 16 bits). */
export interface SlotState {
  readonly hasCard: boolean;
  readonly moves: number;
}

/** For tests: looks at a reader by the service itself. Null without a service, or the reader. */
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
