import { vi } from 'vitest';
import type { CardSource } from './card-source.js';

/**
 * For tests: resolves when every reading begun so far has let its card go. An id is told before: the reset that lets the
 * card go comes after it, and is done to whatever another program, or the next card, is about by then.
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
