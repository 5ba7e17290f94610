import { seededRandom } from '../../electron/training/population-random.js';
import { gidsCard } from '../../electron/training/virtual-applets.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';
import { startQuickSlot } from './reference.js';
import type { BenchDeps } from './bench-deps.js';

/** PC/SC name of the slot that cards are put into. */
export const READER = VPCD_READERS[0];

/** A set of unused cards, and the slot they are put into. */
export interface Cards {
  /** Puts the next one in. */
  insert(): Promise<VpcdCard>;
  close(): Promise<void>;
}

/** Opens a set of cards. */
export async function openCards(deps: BenchDeps, seed: number): Promise<Cards> {
  const random = seededRandom(seed);
  const slot = await startQuickSlot(deps, VPCD_PORTS[0]);
  return { insert: () => insertCard(slot.port, gidsCard(random.guid().replaceAll('-', ''))), close: slot.close };
}
