import type { TrainingCard } from '../../shared/training.js';
import { seededRandom } from './population-random.js';
import { gidsCard, unknownCard } from './virtual-applets.js';
import { knownTrainingCards } from './mixed-requests.js';
import type { VirtualCard } from './virtual-card.js';

/** A card of the training box. */
export interface BoxCard {
  readonly cardNumber: number;
  readonly behaviour: TrainingCard['behaviour'];
  /** The bytes of its id, hex; null if it has no readable one. */
  readonly raw: string | null;
  /** Creates the card for insertion into a reader. */
  readonly make: () => VirtualCard;
}

/** Number of blank badges: enough for a lesson, because each can be bound only once. */
const BLANK_BADGES = 20;

/** Creates the box of training cards: blank badges with ids, and one of each problem card. */
export function makeTrainingCards(): readonly BoxCard[] {
  const random = seededRandom(7);
  const id = (): string => random.guid().replaceAll('-', '');
  const badges = Array.from({ length: BLANK_BADGES }, () => {
    const cardId = id();
    return { behaviour: 'gids' as const, raw: cardId, make: () => gidsCard(cardId) };
  });
  const slowId = id();
  const mute = id();
  const others: Omit<BoxCard, 'cardNumber'>[] = [
    { behaviour: 'assigned', raw: knownTrainingCards.assigned.raw, make: () => gidsCard(knownTrainingCards.assigned.raw) },
    { behaviour: 'retired', raw: knownTrainingCards.retired.raw, make: () => gidsCard(knownTrainingCards.retired.raw) },
    { behaviour: 'blank', raw: null, make: () => gidsCard('00'.repeat(16)) },
    { behaviour: 'no-applet', raw: null, make: () => unknownCard() },
    { behaviour: 'mute', raw: null, make: () => gidsCard(mute, { quirk: 'mute' }) },
    { behaviour: 'slow', raw: slowId, make: () => gidsCard(slowId, { quirk: 'slow', ms: 400 }) },
  ];
  return [...badges, ...others].map((card, index) => ({ ...card, cardNumber: index + 1 }));
}
