import { failedReading, type CardSource } from './card-source.js';

/**
 * Real and virtual readers as one source. What is told of the PC/SC service is the real one's alone; virtual readers
 * come and go whatever becomes of it. Names must differ between the two.
 */
export function combineSources(real: CardSource, virtual: CardSource): CardSource {
  const owners = new Map<string, CardSource>();
  const follow = (source: CardSource, listener: Parameters<CardSource['start']>[0]): void => {
    source.start((event) => {
      if (event.type === 'reader-added') owners.set(event.reader, source);
      if (event.type === 'reader-removed') owners.delete(event.reader);
      const isOfService = event.type === 'service-up' || event.type === 'service-down';
      if (source === real || !isOfService) listener(event);
    });
  };
  return {
    start: (listener) => {
      follow(real, listener);
      follow(virtual, listener);
    },
    stop: async () => {
      await Promise.all([real.stop(), virtual.stop()]);
    },
    read: (card, signal) => owners.get(card.reader)?.read(card, signal) ?? failedReading({ code: 'removed' }),
  };
}
