import type { PreparedCheck } from '../../shared/prepared.js';

/** A card in a reader, as far as the run has to know it. */
export interface CardOfRun {
  readonly presentationId: number;
  /** It stands in a binding of this station, or is refused whatever it is for. */
  readonly isUsed: boolean;
  /** What the prepared files say of it and of whose turn it is; null: main has not answered. */
  readonly said: PreparedCheck | null;
}

/**
 * The card for the person whose turn it is.
 * - `none`: no card that could be bound lies in a reader.
 * - `asking`: main has not said yet whose the card is.
 * - `otherwise`: it is not theirs; `said` says whose it is, or that no file speaks of it.
 */
export type NextCard =
  | { readonly state: 'none' }
  | { readonly state: 'asking' }
  | { readonly state: 'otherwise'; readonly presentationId: number; readonly said: PreparedCheck }
  | { readonly state: 'ready'; readonly presentationId: number };

/**
 * Returns which of the cards in the readers is for the person whose turn it is: of several the one that was put in first.
 *
 * @param hasFile whether a line of a file names their card: no other is taken then
 */
export function nextCard(cards: readonly CardOfRun[], hasFile: boolean): NextCard {
  const unused = cards.filter(({ isUsed }) => !isUsed).sort((one, other) => one.presentationId - other.presentationId);
  const ready = unused.find(({ said }) => said?.check === 'fits' || (said?.check === 'none' && !hasFile));
  if (ready !== undefined) return { state: 'ready', presentationId: ready.presentationId };
  if (unused.some(({ said }) => said === null)) return { state: 'asking' };
  for (const { presentationId, said } of unused) if (said !== null) return { state: 'otherwise', presentationId, said };
  return { state: 'none' };
}

/**
 * Returns the reader to put the next card into: an empty one, and of several another one than the last card was in, so that two
 * readers are used in turn. Null: none is empty, or there is just one reader and nothing to choose.
 */
export function readerInTurn<R extends { readonly name: string; readonly state: { readonly state: string } }>(
  readers: readonly R[],
  lastReader: string | null,
): R | null {
  const empty = readers.filter(({ state }) => state.state === 'empty');
  return empty.find(({ name }) => name !== lastReader) ?? empty[0] ?? null;
}
