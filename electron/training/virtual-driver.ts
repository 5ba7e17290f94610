import { toHex, PcscError, type CardConnection, type DriverEvent, type ReaderDriver } from '../pcsc/driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import type { VirtualCard } from './virtual-card.js';

/** A card in a reader. */
interface Inserted {
  readonly card: VirtualCard;
  /** Aborts running commands when the card is removed. */
  readonly removed: AbortController;
}

/** Simulated readers in this process, with the interface of real ones. Has no PC/SC service and reports none. */
export class VirtualDriver implements ReaderDriver {
  private readonly readers = new Map<string, Inserted | null>();
  private listener: ((event: DriverEvent) => void) | null = null;

  start(listener: (event: DriverEvent) => void): void {
    this.listener = listener;
    for (const [reader, inserted] of this.readers) {
      this.tell({ type: 'reader-added', reader });
      if (inserted !== null) this.tellCard(reader, inserted.card);
    }
  }

  stop(): Promise<void> {
    this.listener = null;
    for (const reader of this.readers.keys()) this.takeOut(reader);
    this.readers.clear();
    return Promise.resolve();
  }

  has(reader: string): boolean {
    return this.readers.has(reader);
  }

  /** Adds an empty reader; does nothing if it exists. */
  attach(reader: string): void {
    if (this.readers.has(reader)) return;
    this.readers.set(reader, null);
    this.tell({ type: 'reader-added', reader });
  }

  /** Removes a reader with its card. */
  detach(reader: string): void {
    if (!this.readers.has(reader)) return;
    this.remove(reader);
    this.readers.delete(reader);
    this.tell({ type: 'reader-removed', reader });
  }

  /** @throws RangeError if there is no such reader or it is not empty */
  insert(reader: string, card: VirtualCard): void {
    if (this.readers.get(reader) !== null) throw new RangeError(`${reader} is not an empty reader`);
    card.reset();
    this.readers.set(reader, { card, removed: new AbortController() });
    this.tellCard(reader, card);
  }

  /** Removes the card; does nothing if there is none. */
  remove(reader: string): void {
    if (this.takeOut(reader)) this.tell({ type: 'card-removed', reader });
  }

  connect(reader: string): Promise<CardConnection> {
    const inserted = this.readers.get(reader);
    if (inserted === undefined) return Promise.reject(pcscError('SCARD_E_UNKNOWN_READER'));
    if (inserted === null) return Promise.reject(pcscError('SCARD_E_NO_SMARTCARD'));
    if (inserted.card.atr.length === 0) return Promise.reject(pcscError('SCARD_W_UNRESPONSIVE_CARD'));
    return Promise.resolve(this.connection(reader, inserted));
  }

  private connection(reader: string, { card, removed }: Inserted): CardConnection {
    return {
      protocol: card.protocol,
      transmit: (command) => {
        if (removed.signal.aborted) return Promise.reject(pcscError('SCARD_W_REMOVED_CARD'));
        return new Promise((resolve, reject) => {
          const answer = card.answer(command);
          if (answer.does === 'answer' && answer.afterMs === 0) {
            resolve(answer.response);
            return;
          }
          const takenOut = (): void => {
            reject(pcscError('SCARD_W_REMOVED_CARD'));
          };
          removed.signal.addEventListener('abort', takenOut, { once: true });
          switch (answer.does) {
            case 'answer':
              setTimeout(() => {
                removed.signal.removeEventListener('abort', takenOut);
                resolve(answer.response);
              }, answer.afterMs);
              break;
            case 'go':
              this.remove(reader);
              break;
            case 'nothing':
              // Only removal ends the command.
              break;
          }
        });
      },
      disconnect: (disposition) => {
        if (disposition === 'reset') card.reset();
        return Promise.resolve();
      },
    };
  }

  private takeOut(reader: string): boolean {
    const inserted = this.readers.get(reader) ?? null;
    if (inserted === null) return false;
    this.readers.set(reader, null);
    inserted.removed.abort();
    return true;
  }

  private tellCard(reader: string, card: VirtualCard): void {
    this.tell(card.atr.length === 0 ? { type: 'card-mute', reader } : { type: 'card-inserted', reader, atr: toHex(card.atr) });
  }

  private tell(event: DriverEvent): void {
    this.listener?.(event);
  }
}

function pcscError(name: keyof typeof pcscCodes): PcscError {
  return new PcscError(pcscCodes[name], name);
}
