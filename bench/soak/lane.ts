import { insertCard, type VpcdCard } from '../../e2e/vpcd.js';
import { gidsApplet, GIDS_ATR, pivApplet } from '../../electron/training/virtual-applets.js';
import { VirtualCard } from '../../electron/training/virtual-card.js';
import type { DeskEvent } from './desk-protocol.js';

/** Maximum time for any one step of a cycle, ms. */
const STEP_LIMIT_MS = 30_000;

type LaneEvent = Exclude<DeskEvent, { name: 'readers/serviceChanged' }>;

/**
 * One virtual reader, into which cards with different ids are put one after the other. The desk must report each card as
 * inserted, identified with its id, and removed, once each and in that order. Only during an outage may this end early, with
 * the removal of the reader itself.
 */
export class Lane {
  private readonly untold: LaneEvent[] = [];
  private wake: () => void = () => undefined;
  private lastPresentationId = 0;

  /** @param isOutage returns whether the service is being killed or is away */
  constructor(
    readonly reader: string,
    private readonly port: number,
    private readonly isOutage: () => boolean,
  ) {}

  /** Handles an event of the desk about this reader. */
  tell(event: LaneEvent): void {
    this.untold.push(event);
    this.wake();
  }

  /** @throws Error if anything other than the reader is reported */
  async added(): Promise<void> {
    const event = await this.next('the reader');
    if (event.name !== 'readers/added') throw this.unexpected(event, 'the reader');
  }

  /**
   * Puts a card in, waits for its id, takes it out, waits for its removal.
   *
   * @returns `interrupted` if the service ended: nothing is known about the reader then
   * @throws Error if a card is missed, a non-existent card is reported, or an id is wrong
   */
  async cycle(number: number): Promise<'seen' | 'interrupted'> {
    const raw = (BigInt(number) * 0x9e3779b97f4a7c15n + 1n).toString(16).padStart(32, '5').slice(-32);
    if (this.untold[0] !== undefined && this.untold[0].name !== 'readers/removed') throw this.unexpected(this.untold[0], 'nothing');
    const card = await this.insert(number % 2 === 0 ? gids(raw) : piv(raw));
    try {
      const inserted = await this.next('inserted');
      if (inserted.name === 'readers/removed' && this.isOutage()) return 'interrupted';
      if (inserted.name !== 'cards/inserted') throw this.unexpected(inserted, 'inserted');
      const { presentationId } = inserted.payload;
      if (presentationId <= this.lastPresentationId) throw new Error(`${this.reader}: presentation ${presentationId} comes again`);
      this.lastPresentationId = presentationId;

      const identified = await this.next('identified');
      if (identified.name === 'cards/removed' && this.isOutage()) return await this.interrupted();
      if (identified.name !== 'cards/identified' || identified.payload.presentationId !== presentationId)
        throw this.unexpected(identified, 'identified');
      const { identification } = identified.payload;
      const isRight = identification.state === 'identified' && identification.cardId.raw === raw;
      const isCutOff = identification.state === 'unidentified' && this.isOutage();
      if (!isRight && !isCutOff) throw this.unexpected(identified, `the id ${raw}`);

      await card?.remove();
      const removed = await this.next('removed');
      if (removed.name !== 'cards/removed' || removed.payload.presentationId !== presentationId) throw this.unexpected(removed, 'removed');
      return isRight ? 'seen' : await this.interrupted();
    } finally {
      await card?.remove();
    }
  }

  private async interrupted(): Promise<'interrupted'> {
    const event = await this.next('the end of the reader');
    if (event.name !== 'readers/removed') throw this.unexpected(event, 'the end of the reader');
    return 'interrupted';
  }

  /** Null: the service is gone. */
  private async insert(card: VirtualCard): Promise<VpcdCard | null> {
    try {
      return await insertCard(this.port, card);
    } catch (error) {
      if (this.isOutage()) return null;
      throw error;
    }
  }

  private async next(wanted: string): Promise<LaneEvent> {
    const deadline = Date.now() + STEP_LIMIT_MS;
    for (;;) {
      const event = this.untold.shift();
      if (event !== undefined) return event;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${this.reader}: missed: ${wanted} was not told within ${STEP_LIMIT_MS} ms`);
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(limit);
          resolve();
        };
      });
    }
  }

  private unexpected(event: LaneEvent, wanted: string): Error {
    return new Error(`${this.reader}: ${wanted} was to be told, but it was ${JSON.stringify(event)}`);
  }
}

function gids(raw: string): VirtualCard {
  return new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw)] });
}

function piv(raw: string): VirtualCard {
  return new VirtualCard({ atr: '3bf81300008131fe15597562696b657934d4', applets: [pivApplet(raw)] });
}
