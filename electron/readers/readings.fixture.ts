import { vi } from 'vitest';
import type { CardSource } from './card-source.js';

/**
 * For tests: resolves when every reading so far has released its card. The id is reported earlier: the reset that releases the
 * card follows, and would affect another program or the next card.
 */
export function endsOfReadings(source: CardSource): () => Promise<void> {
  const ends: Promise<void>[] = [];
  const read = source.read.bind(source);
  vi.spyOn(source, 'read').mockImplementation((card, signal) => {
    const reading = read(card, signal);
    ends.push(reading.ended);
    return reading;
  });
  return async () => {
    await Promise.all(ends);
  };
}
