import { describe, expect, it } from 'vitest';
import { defaultCardPolicy } from '../cards/card-policy.js';
import { GIDS_ATR, gidsCard } from '../training/virtual-applets.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { cardSourceFor, type CardToRead } from './card-source.js';
import { combineSources } from './combine-sources.js';
import type { DriverEvent } from '../pcsc/driver.js';

describe('combineSources', () => {
  function combined() {
    const real = new VirtualDriver();
    const virtual = new VirtualDriver();
    let tellOfService: (event: DriverEvent) => void = () => undefined;
    const startReal = real.start.bind(real);
    real.start = (listener) => {
      tellOfService = listener;
      startReal(listener);
    };
    const driver = combineSources(cardSourceFor(real), cardSourceFor(virtual));
    const told: DriverEvent[] = [];
    driver.start((event) => told.push(event));
    return { real, virtual, driver, told, tellOfService };
  }
  const down: DriverEvent = { type: 'service-down', reason: 'no-service', pcscCode: null, detail: '' };

  it('reports the real service, and the readers of both', () => {
    const { real, virtual, told, tellOfService } = combined();
    tellOfService(down);
    real.attach('Real');
    virtual.attach('Training');
    virtual.insert('Training', gidsCard(null));
    expect(told).toEqual([
      down,
      { type: 'reader-added', reader: 'Real' },
      { type: 'reader-added', reader: 'Training' },
      { type: 'card-inserted', reader: 'Training', atr: GIDS_ATR },
    ]);
  });

  it('reports no service for the virtual readers', () => {
    const { told } = combined();
    const driver = combineSources(
      cardSourceFor(new VirtualDriver()),
      cardSourceFor({ start: (listener) => listener(down), stop: () => Promise.resolve(), connect: () => Promise.reject(new Error()) }),
    );
    driver.start((event) => told.push(event));
    expect(told).toEqual([]);
  });

  it('reads a card in its own source', async () => {
    const { real, virtual, driver } = combined();
    real.attach('Real');
    virtual.attach('Training');
    virtual.insert('Training', gidsCard('3ff188bcba833740826246eba1291c6e'));
    const read = (reader: string) => {
      const card: CardToRead = { reader, atr: GIDS_ATR, known: null, isRetry: false, policy: defaultCardPolicy };
      return driver.read(card, new AbortController().signal).identification;
    };
    expect(await read('Training')).toMatchObject({ state: 'identified', cardId: { source: 'gids' } });
    expect(await read('Real')).toMatchObject({ problem: { code: 'removed' } });
    virtual.detach('Training');
    expect(await read('Training')).toMatchObject({ problem: { code: 'removed' } });
  });

  it('stops both sources', async () => {
    const { real, virtual, driver, told } = combined();
    await driver.stop();
    real.attach('Real');
    virtual.attach('Training');
    expect(told).toEqual([]);
  });
});
