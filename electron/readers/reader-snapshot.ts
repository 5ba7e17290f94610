import { atrSchema } from '../../shared/ids.js';
import { toHex, type DriverEvent } from '../pcsc/driver.js';

/** The state of one reader in a snapshot. */
export interface ReaderSnapshot {
  readonly reader: string;
  readonly card: CardSnapshot;
}

/**
 * `unsure`: the service did not say; the earlier state holds. `moves` counts insertions and removals in the reader; null if the
 * platform does not count them.
 */
export type CardSnapshot =
  | { readonly state: 'empty' }
  | { readonly state: 'unsure' }
  | { readonly state: 'mute'; readonly moves: number | null }
  | { readonly state: 'card'; readonly atr: string; readonly moves: number | null };

/** The known readers, by name, in the service's order. */
export type KnownCards = ReadonlyMap<string, Exclude<CardSnapshot, { state: 'unsure' }>>;

/** Flags of SCARD_READERSTATE's dwEventState (PC/SC part 5; winscard.h). */
const SCARD_STATE_EMPTY = 0x10;
const SCARD_STATE_PRESENT = 0x20;
const SCARD_STATE_UNAVAILABLE = 0x08;
const SCARD_STATE_MUTE = 0x200;
const SCARD_STATE_EXCLUSIVE = 0x80;
const SCARD_STATE_INUSE = 0x100;

/**
 * Parses a reader's dwEventState. Its upper 16 bits count insertions and removals on Windows and in pcsc-lite; Apple does not
 * document that, so there they are ignored.
 * @param atr as the service gave it, any length; a card with an invalid ATR counts as mute
 */
export function readEventState(eventState: number, atr: Uint8Array | null, countsMoves: boolean): CardSnapshot {
  if ((eventState & SCARD_STATE_PRESENT) !== 0) {
    const moves = countsMoves ? eventState >>> 16 : null;
    const parsed = atrSchema.safeParse(atr === null ? '' : toHex(atr));
    return (eventState & SCARD_STATE_MUTE) !== 0 || !parsed.success ? { state: 'mute', moves } : { state: 'card', atr: parsed.data, moves };
  }
  return (eventState & (SCARD_STATE_EMPTY | SCARD_STATE_UNAVAILABLE)) !== 0 ? { state: 'empty' } : { state: 'unsure' };
}

/**
 * Whether a program is connected to the card, by dwEventState, so that commands may have to wait for it. pcsc-lite makes such
 * commands fail instead (see `host.ts`).
 */
export function isWaitedFor(eventState: number, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' && (eventState & (SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE)) !== 0;
}

/**
 * Compares two snapshots. Returns the events between them and the new known state. A changed count or ATR under a card present
 * in both means a swap: removed, then inserted.
 */
export function compareSnapshots(before: KnownCards, looks: readonly ReaderSnapshot[]): { events: DriverEvent[]; known: KnownCards } {
  const known = new Map<string, Exclude<CardSnapshot, { state: 'unsure' }>>();
  const events: DriverEvent[] = [];
  const seen = new Set(looks.map(({ reader }) => reader));
  for (const [reader, card] of before) {
    if (!seen.has(reader)) events.push(...cardGone(reader, card), { type: 'reader-removed', reader });
  }
  for (const { reader, card } of looks) {
    const was = before.get(reader);
    if (was === undefined) events.push({ type: 'reader-added', reader });
    const last = was ?? { state: 'empty' };
    const now = card.state === 'unsure' ? last : card;
    known.set(reader, now);
    if (!isSame(last, now)) events.push(...cardGone(reader, last), ...cardCame(reader, now));
  }
  return { events, known };
}

function isSame(a: CardSnapshot, b: CardSnapshot): boolean {
  if (a.state === 'card' && b.state === 'card') return a.atr === b.atr && a.moves === b.moves;
  if (a.state === 'mute' && b.state === 'mute') return a.moves === b.moves;
  return a.state === b.state;
}

function cardGone(reader: string, card: CardSnapshot): DriverEvent[] {
  return card.state === 'empty' ? [] : [{ type: 'card-removed', reader }];
}

function cardCame(reader: string, card: CardSnapshot): DriverEvent[] {
  if (card.state === 'card') return [{ type: 'card-inserted', reader, atr: card.atr }];
  return card.state === 'mute' ? [{ type: 'card-mute', reader }] : [];
}
