import { guidTextOf } from '../../shared/guid-order.js';

/**
 * A barcode scanner is a keyboard that types faster than any hand: what is read from a form, then Enter. Told apart by
 * its speed, so that a scan replaces what was typed before, and never confirms what is on the screen by its Enter.
 */
export interface Burst {
  readonly text: string;
  /** When its last key came, ms of the event's clock. */
  readonly at: number;
}

export const noBurst: Burst = { text: '', at: 0 };

/** The longest pause between two keys of a scanner, ms; the quickest typists need twice as long. */
const LONGEST_PAUSE_MS = 40;
/** Shorter bursts may be two fingers that came down together. */
const SHORTEST = 6;

/** What a key press means: the burst so far, and on its Enter what was scanned; null: a hand typed it. */
export function onWedgeKey(burst: Burst, event: { readonly key: string; readonly at: number }): { readonly burst: Burst; readonly scanned: string | null } {
  const goesOn = event.at - burst.at <= LONGEST_PAUSE_MS;
  if (event.key === 'Enter') {
    return { burst: noBurst, scanned: goesOn && burst.text.length >= SHORTEST ? burst.text : null };
  }
  // Shift and the like come between the letters.
  if (event.key.length !== 1) return { burst, scanned: null };
  return { burst: { text: (goesOn ? burst.text : '') + event.key, at: event.at }, scanned: null };
}

/** What to search for: a request id in any usual way of writing it becomes the station's own, other text stays. */
export function queryOfScan(scanned: string): string {
  const text = scanned.trim();
  const hex = text.replace(/[{}()-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return text;
  return guidTextOf(hex);
}
