import { Context, type ContextInterface } from 'smartcard';
import { readEventState } from './look.js';

/** For tests: whether the PC/SC service shows a card in a reader now. Without a service, or the reader, it shows none. */
export function isCardShown(reader: string): boolean {
  let context: ContextInterface | null = null;
  try {
    context = new Context();
    return context.listReaders().some(({ name, state, atr }) => name === reader && readEventState(state, atr, false).state !== 'empty');
  } catch {
    return false;
  } finally {
    context?.close();
  }
}
