import type { Identification } from '../../shared/cards.js';
import type { PcscService, Reader } from '../../shared/readers.js';
import { defaultCardPolicy, type CardPolicy } from '../cards/card-policy.js';
import type { CardSource } from './card-source.js';
import { retryAfterMs } from './reading-retry.js';
import { initialWatcherState, next, readerOf, type WatcherEvent, type WatcherInput, type WatcherState } from './watcher-state.js';

export type { WatcherEvent } from './watcher-state.js';

export interface ReaderWatcherDeps {
  readonly source: CardSource;
  /** Returns the kind of a reader; default `pcsc`. */
  readonly kind?: (reader: string) => Reader['kind'];
  /** Whether a reader is hidden, because it is not for people's cards; default: SAM slots. */
  readonly hides?: (reader: string) => boolean;
  /** Returns the card id settings for a reader. */
  readonly policy?: (reader: string) => CardPolicy;
  /** Called when a reading failed because of an error of this program, for the log. */
  readonly onFault?: (error: unknown) => void;
}

/** The card of a presentation that is still in its reader. */
export interface PresentedCard {
  readonly readerId: string;
  readonly readerName: string;
  readonly atr: string;
  readonly identification: Identification;
}

const REMOVED: Identification = { state: 'unidentified', problem: { code: 'removed' } };

/** The reading state of a presentation. */
interface ActivePresentation {
  /** Aborted when the presentation ends; cancels its readings. */
  readonly leaving: AbortController;
  /** Failed readings in a row. */
  failures: number;
  /** Whether the last reading found that the card has left. */
  isLost: boolean;
  /** Whether a failure awaits a second reading, because another program was using the card. */
  isDoubted: boolean;
  /** Timer of the next reading, after a failed one. */
  next: NodeJS.Timeout | undefined;
}

/** Whether a reader is a slot for secure access modules, which hold a card of the reader's own; recognized by the driver's name. */
export function isSamSlot(reader: string): boolean {
  return /\bSAM\b/i.test(reader);
}

/**
 * Watches the readers: tracks their state, numbers presentations, reads card ids and reports events. A card has one reading at
 * a time and is released in between.
 */
export class ReaderWatcher {
  private state: WatcherState = initialWatcherState;
  private listener: (event: WatcherEvent) => void = () => undefined;
  /** The active presentations, by number. */
  private readonly active = new Map<number, ActivePresentation>();
  /** By reader, the end of the last reading, when the card is released. */
  private readonly readings = new Map<string, Promise<unknown>>();

  constructor(private readonly deps: ReaderWatcherDeps) {}

  start(listener: (event: WatcherEvent) => void): void {
    this.listener = listener;
    const { source, hides = isSamSlot } = this.deps;
    source.start((event) => {
      if (!('reader' in event) || !hides(event.reader)) this.step(event);
    });
  }

  async stop(): Promise<void> {
    this.listener = () => undefined;
    for (const presentationId of [...this.active.keys()]) this.over(presentationId);
    await this.deps.source.stop();
    await Promise.all(this.readings.values());
  }

  readers(): Reader[] {
    return [...this.state.readers.values()];
  }

  service(): PcscService {
    return this.state.service;
  }

  /** Returns the card of an active presentation that answered its reset; undefined otherwise. */
  presentation(presentationId: number): PresentedCard | undefined {
    const reader = readerOf(this.state, presentationId);
    if (reader === undefined) return undefined;
    const { readerId, name, state } = reader;
    return { readerId, readerName: name, atr: state.atr, identification: state.identification };
  }

  /**
   * Reads the card's id again from the card itself: the check right before a binding. Another id ends the presentation. Resolves
   * after the card is released: the operator may remove the card as soon as the outcome shows, and pcscd reports a mute card in
   * an empty slot if it leaves during a reset.
   * @returns problem `removed` if the presentation has ended, before or after
   */
  async identifyAgain(presentationId: number): Promise<Identification> {
    const reader = readerOf(this.state, presentationId);
    if (reader === undefined) return REMOVED;
    const identification = await this.read(reader.readerId, presentationId);
    if (identification.state === 'identified') await this.readings.get(reader.readerId);
    return identification;
  }

  private step(input: WatcherInput): void {
    const step = next(this.state, input, this.deps.kind ?? (() => 'pcsc'));
    this.state = step.state;
    for (const event of step.events) {
      if (event.name === 'cards/removed') this.over(event.payload.presentationId);
      if (event.name === 'cards/inserted') {
        this.active.set(event.payload.presentationId, {
          leaving: new AbortController(),
          failures: 0,
          isLost: false,
          isDoubted: false,
          next: undefined,
        });
      }
      this.listener(event);
    }
    if (input.type === 'card-inserted') {
      const reader = this.state.readers.get(input.reader);
      if (reader?.state.state === 'card') void this.read(reader.readerId, reader.state.presentationId);
    }
  }

  private over(presentationId: number): void {
    const active = this.active.get(presentationId);
    this.active.delete(presentationId);
    clearTimeout(active?.next);
    active?.leaving.abort();
  }

  /** Reads the id of a presentation's card, after any current reading in that reader. */
  private async read(readerId: string, presentationId: number): Promise<Identification> {
    const before = this.readings.get(readerId) ?? Promise.resolve();
    let end: Promise<void> | undefined;
    const reading = before.then(() =>
      this.readNow(readerId, presentationId, (ended) => {
        end = ended;
      }),
    );
    this.readings.set(
      readerId,
      reading.then(() => end),
    );
    return reading;
  }

  private async readNow(readerId: string, presentationId: number, begun: (ended: Promise<void>) => void): Promise<Identification> {
    const active = this.active.get(presentationId);
    const card = this.presentation(presentationId);
    if (active === undefined || card === undefined) return REMOVED;
    let identification: Identification;
    try {
      const reading = this.deps.source.read(
        {
          reader: card.readerName,
          atr: card.atr,
          known: card.identification.state === 'identified' ? card.identification.cardId : null,
          isRetry: active.failures > 0,
          policy: this.deps.policy?.(card.readerName) ?? defaultCardPolicy,
        },
        active.leaving.signal,
      );
      begun(reading.ended);
      identification = await reading.identification;
    } catch (error) {
      this.deps.onFault?.(error);
      identification = { state: 'unidentified', problem: { code: 'communication', pcscCode: null } };
    }
    if (!this.active.has(presentationId)) return REMOVED;
    if (this.isToBeTold(presentationId, active, identification)) this.step({ type: 'identified', presentationId, identification });
    this.planNext(readerId, presentationId, identification);
    return identification;
  }

  private isToBeTold(presentationId: number, active: ActivePresentation, identification: Identification): boolean {
    const trouble = identification.state === 'unidentified' ? identification.problem.code : null;
    // The removal is about to be reported. If it is not, the card only lost contact for a moment.
    const wasLost = active.isLost;
    active.isLost = trouble === 'removed';
    if (active.isLost) return wasLost;
    const before = this.presentation(presentationId)?.identification;
    const wasInUse = before?.state === 'unidentified' && before.problem.code === 'in-use';
    // A problem found while another program used the card is reported only if a second reading confirms it.
    active.isDoubted = trouble !== null && trouble !== 'in-use' && wasInUse && !active.isDoubted;
    return !active.isDoubted;
  }

  /** Schedules another reading of a card that could not be read, as long as it is in the reader. */
  private planNext(readerId: string, presentationId: number, identification: Identification): void {
    // Another id has ended the presentation.
    const active = this.active.get(presentationId);
    if (active === undefined) return;
    clearTimeout(active.next);
    if (identification.state !== 'unidentified') {
      active.failures = 0;
      return;
    }
    const { code } = identification.problem;
    active.failures = code === 'in-use' || active.isDoubted ? 1 : active.failures + 1;
    const rest = retryAfterMs(active.isDoubted ? 'in-use' : code, active.failures);
    active.next = setTimeout(() => void this.read(readerId, presentationId), rest);
  }
}
