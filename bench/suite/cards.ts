import { seededRandom } from '../../electron/training/population-random.js';
import { gidsCard } from '../../electron/training/virtual-applets.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';

/** The slot that cards are put into, by its name. */
export const READER = VPCD_READERS[0];

/** Cards that were never used before, one after the other. */
export function freshCards(seed: number): () => Promise<VpcdCard> {
  const random = seededRandom(seed);
  return () => insertCard(VPCD_PORTS[0], gidsCard(random.guid().replaceAll('-', '')));
}
