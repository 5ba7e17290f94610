import type { Identification } from '../../shared/cards.js';
import type { PcscService, Reader } from '../../shared/readers.js';
import { defaultCardPolicy, type CardPolicy } from '../cards/card-policy.js';
import type { CardSource } from './card-source.js';
import { initialWatcherState, next, readerOf, type WatcherEvent, type WatcherInput, type WatcherState } from './watcher-state.js';

export type { WatcherEvent } from './watcher-state.js';

export interface ReaderWatcherOptions {
  readonly source: CardSource;
  /** Whose readers these are; default `pcsc`. */
  readonly kind?: (reader: string) => Reader['kind'];
  /** Readers that are not for cards of people, and so are never shown; default: SAM slots. */
  readonly hides?: (reader: string) => boolean;
  /** What an administrator decided about the ids of cards in a reader. */
  readonly policy?: (reader: string) => CardPolicy;
  /** Told of a reading that failed by a fault of this program, for the log. */
  readonly onFault?: (error: unknown) => void;
}

/** The card of a presentation that is still in its reader. */
export interface PresentedCard {
  readonly readerId: string;
  readonly readerName: string;
  readonly atr: string;
  readonly identification: Identification;
}

/** Rest before a card that another program holds, or that is said to have left and has not, is tried again, ms. */
const RETRY_MS = 2_000;
/** A card that has left is told as removed within this time, ms: the service looks every 400, the driver every 500. */
const REMOVAL_TOLD_MS = 1_000;
const REMOVED: Identification = { state: 'unidentified', problem: { code: 'removed' } };

/** Slots for secure access modules, which hold a card of the reader's own, are named so by their drivers. */
export function isSamSlot(reader: string): boolean {
  return /\bSAM\b/i.test(reader);
}

/**
 * Watches the readers: keeps their true state, numbers presentations, reads each card's id and tells it all in the
 * contract's events. A card is read by one reading at a time, and let go between two.
 */
export class ReaderWatcher {
  private state: WatcherState = initialWatcherState;
  private listener: (event: WatcherEvent) => void = () => undefined;
  /** Ends the readings of each presentation that lasts, by its number. */
  private readonly leaving = new Map<number, AbortController>();
  /** In each reader the end of the last reading, when the card has been let go. */
  private readonly readings = new Map<string, Promise<unknown>>();

  constructor(private readonly options: ReaderWatcherOptions) {}

  start(listener: (event: WatcherEvent) => void): void {
    this.listener = listener;
    const { source, hides = isSamSlot } = this.options;
    source.start((event) => {
      if (!('reader' in event) || !hides(event.reader)) this.step(event);
    });
  }

  async stop(): Promise<void> {
    this.listener = () => undefined;
    for (const leaving of this.leaving.values()) leaving.abort();
    this.leaving.clear();
    await this.options.source.stop();
    await Promise.all(this.readings.values());
  }

  readers(): Reader[] {
    return [...this.state.readers.values()];
  }

  service(): PcscService {
    return this.state.service;
  }

  /** The card of a presentation, while it is still in its reader and answered its reset. */
  presentation(presentationId: number): PresentedCard | undefined {
    const reader = readerOf(this.state, presentationId);
    if (reader === undefined) return undefined;
    const { readerId, name, state } = reader;
    return { readerId, readerName: name, atr: state.atr, identification: state.identification };
  }

  /**
   * Connects anew and reads the card's id again, from the card itself: the check right before a binding. Another id than
   * before ends the presentation. An id is told when the card has been let go: whoever sees what became of the binding may
   * take the card out at once, and pcscd shows a mute card in an empty slot when that falls into a reset.
   *
   * @returns problem `removed` when the presentation is over, before or after
   */
  async identifyAgain(presentationId: number): Promise<Identification> {
    const reader = readerOf(this.state, presentationId);
    if (reader === undefined) return REMOVED;
    const identification = await this.read(reader.readerId, presentationId);
    if (identification.state === 'identified') await this.readings.get(reader.readerId);
    return identification;
  }

  private step(input: WatcherInput): void {
    const step = next(this.state, input, this.options.kind ?? (() => 'pcsc'));
    this.state = step.state;
    for (const event of step.events) {
      if (event.name === 'cards/removed') {
        this.leaving.get(event.payload.presentationId)?.abort();
        this.leaving.delete(event.payload.presentationId);
      }
      if (event.name === 'cards/inserted') this.leaving.set(event.payload.presentationId, new AbortController());
      this.listener(event);
    }
    if (input.type === 'card-inserted') {
      const reader = this.state.readers.get(input.reader);
      if (reader?.state.state === 'card') void this.read(reader.readerId, reader.state.presentationId);
    }
  }

  /** Reads the id of a presentation's card after whatever is being read in that reader. */
  private async read(readerId: string, presentationId: number, isRetry = false): Promise<Identification> {
    const before = this.readings.get(readerId) ?? Promise.resolve();
    let end: Promise<void> | undefined;
    const reading = before.then(() =>
      this.readNow(readerId, presentationId, isRetry, (ended) => {
        end = ended;
      }),
    );
    this.readings.set(readerId, reading.then(() => end));
    return reading;
  }

  private async readNow(readerId: string, presentationId: number, isRetry: boolean, begun: (ended: Promise<void>) => void): Promise<Identification> {
    const leaving = this.leaving.get(presentationId);
    const card = this.presentation(presentationId);
    if (leaving === undefined || card === undefined) return REMOVED;
    const { signal } = leaving;
    let identification: Identification;
    try {
      const reading = this.options.source.read(
        {
          reader: card.readerName,
          atr: card.atr,
          known: card.identification.state === 'identified' ? card.identification.cardId : null,
          policy: this.options.policy?.(card.readerName) ?? defaultCardPolicy,
        },
        signal,
      );
      begun(reading.ended);
      identification = await reading.identification;
    } catch (error) {
      this.options.onFault?.(error);
      identification = { state: 'unidentified', problem: { code: 'communication', pcscCode: null } };
    }
    if (!this.leaving.has(presentationId)) return REMOVED;
    const trouble = identification.state === 'unidentified' ? identification.problem.code : null;
    // The removal itself is about to be told. Where it is not, the card was only lost for a moment.
    const isTold = trouble !== 'removed' || isRetry;
    if (isTold) this.step({ type: 'identified', presentationId, identification });
    if (trouble === 'in-use' || trouble === 'removed') {
      const again = setTimeout(() => void this.read(readerId, presentationId, true), isTold ? RETRY_MS : REMOVAL_TOLD_MS);
      signal.addEventListener('abort', () => {
        clearTimeout(again);
      });
    }
    return identification;
  }
}
