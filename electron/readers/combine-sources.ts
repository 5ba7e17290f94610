import { failedReading, type CardSource } from './card-source.js';

/**
 * Combines real and virtual readers. Service events come from the real source only; virtual readers do not depend on it. Reader
 * names must differ.
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
