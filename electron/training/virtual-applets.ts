import { fromHex } from '../readers/driver.js';
import { VirtualCard, type Applet, type Quirk } from './virtual-card.js';

/** The ATR of a GIDS card, with Microsoft's RID in its historical bytes. */
export const GIDS_ATR = '3b8d0180fba000000397425446590301c8';

/**
 * A GIDS applet as a real one answers: what SELECT gives, and the minidriver's `cardid` at A012/DF20.
 *
 * @param cardId the 16 raw bytes as hex; other lengths make a card that was written wrongly; null leaves it out
 */
export function gidsApplet(cardId: string | null): Applet {
  const id = cardId === null ? null : fromHex(cardId);
  return {
    aid: fromHex('a000000397425446590201'),
    selected: fromHex('61124f0ba00000039742544659020173034001c0'),
    objects: id === null ? {} : { 'a012/5c02df20': Uint8Array.from([0xdf, 0x20, id.length, ...id]) },
  };
}

/** A GIDS card with a card id (16 raw bytes as hex), which may misbehave. */
export function gidsCard(cardId: string | null, behaves: Quirk = { quirk: 'none' }): VirtualCard {
  return new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(cardId)], behaves });
}

/** A card without any applet we know, as a bank card looks to us. */
export function strangeCard(atr = '3b6500002063cb6800'): VirtualCard {
  return new VirtualCard({ atr, applets: [] });
}
