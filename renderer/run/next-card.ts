import type { PreparedCheck } from '../../shared/prepared.js';

/** The facts about a card in a reader that a run needs. */
export interface CardOfRun {
  readonly presentationId: number;
  /** Whether it belongs to a binding of this station, or is refused for every request. */
  readonly isUsed: boolean;
  /** What the prepared files say about it and the current person; null until the main process has answered. */
  readonly said: PreparedCheck | null;
}

/**
 * The card for the current person.
 * - `none`: no bindable card is in a reader.
 * - `asking`: the main process has not said yet whose card it is.
 * - `otherwise`: it belongs to someone else; `said` says to whom, or that no file names it.
 */
export type NextCard =
  | { readonly state: 'none' }
  | { readonly state: 'asking' }
  | { readonly state: 'otherwise'; readonly presentationId: number; readonly said: PreparedCheck }
  | { readonly state: 'ready'; readonly presentationId: number };

/**
 * Returns the card in the readers that is for the current person; of several, the one put in first.
 *
 * @param hasFile whether a line of a file names their card; no other is accepted then
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
 * Returns the reader for the next card: an empty one, and if there are several, not the one the last card was in, so that two
 * readers alternate. Null: none is empty, or there is only one reader.
 */
export function readerInTurn<R extends { readonly name: string; readonly state: { readonly state: string } }>(
  readers: readonly R[],
  lastReader: string | null,
): R | null {
  const empty = readers.filter(({ state }) => state.state === 'empty');
  return empty.find(({ name }) => name !== lastReader) ?? empty[0] ?? null;
}
