import { describe, expect, it } from 'vitest';
import { GIDS_ATR, gidsCard } from '../training/virtual-applets.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { combineDrivers } from './combine-drivers.js';
import type { DriverEvent } from './driver.js';

describe('combineDrivers', () => {
  function combined() {
    const real = new VirtualDriver();
    const virtual = new VirtualDriver();
    let tellOfService: (event: DriverEvent) => void = () => undefined;
    const startReal = real.start.bind(real);
    real.start = (listener) => {
      tellOfService = listener;
      startReal(listener);
    };
    const driver = combineDrivers(real, virtual);
    const told: DriverEvent[] = [];
    driver.start((event) => told.push(event));
    return { real, virtual, driver, told, tellOfService };
  }
  const down: DriverEvent = { type: 'service-down', reason: 'no-service', pcscCode: null, detail: '' };

  it('tells the real service, and the readers of both', () => {
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

  it('says nothing of a service that the virtual readers would have', () => {
    const { told } = combined();
    const driver = combineDrivers(new VirtualDriver(), { start: (listener) => listener(down), stop: () => Promise.resolve(), connect: () => Promise.reject(new Error()) });
    driver.start((event) => told.push(event));
    expect(told).toEqual([]);
  });

  it('connects where the reader is', async () => {
    const { real, virtual, driver } = combined();
    real.attach('Real');
    virtual.attach('Training');
    virtual.insert('Training', gidsCard(null));
    expect((await driver.connect('Training')).protocol).toBe('T=1');
    await expect(driver.connect('Real')).rejects.toMatchObject({ message: 'SCARD_E_NO_SMARTCARD' });
    virtual.detach('Training');
    await expect(driver.connect('Training')).rejects.toMatchObject({ name: 'PcscError' });
  });

  it('ends both', async () => {
    const { real, virtual, driver, told } = combined();
    await driver.stop();
    real.attach('Real');
    virtual.attach('Training');
    expect(told).toEqual([]);
  });
});
