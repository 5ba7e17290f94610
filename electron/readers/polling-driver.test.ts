import { afterEach, describe, expect, it, vi } from 'vitest';
import { PcscError, type DriverEvent } from '../pcsc/driver.js';
import { PollingDriver, type PcscAddon } from './polling-driver.js';
import type { CardSnapshot, ReaderSnapshot } from './reader-snapshot.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { Recorder } from './recorder.fixture.js';

const ATR = '3b8d0180fba000000397425446590301c8';
const reader = 'Reader';

/** A simulated addon whose state the test sets. */
class HandmadeAddon implements PcscAddon {
  world: readonly ReaderSnapshot[] | keyof typeof pcscCodes = [];
  looks = 0;
  releases = 0;
  private wake: () => void = () => undefined;

  readSnapshot(): Promise<readonly ReaderSnapshot[]> {
    this.looks += 1;
    return typeof this.world === 'string' ? Promise.reject(new PcscError(pcscCodes[this.world], this.world)) : Promise.resolve(this.world);
  }

  /** Changes the state, and the addon notices. */
  happen(world: HandmadeAddon['world']): void {
    this.world = world;
    this.wake();
  }

  changed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  connect(): Promise<never> {
    return Promise.reject(new PcscError(pcscCodes.SCARD_E_NO_SMARTCARD, 'none'));
  }

  release(): Promise<void> {
    this.releases += 1;
    this.wake();
    return Promise.resolve();
  }
}

const running: PollingDriver[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((driver) => driver.stop()));
});

function start(world: HandmadeAddon['world'] = [], lookEveryMs = 10) {
  const addon = new HandmadeAddon();
  addon.world = world;
  const driver = new PollingDriver({ driver: 'smartcard', load: () => addon, lookEveryMs, retryMs: 10 });
  running.push(driver);
  const told = new Recorder();
  driver.start(told.listener);
  return { addon, driver, told };
}

function look(card: CardSnapshot): ReaderSnapshot[] {
  return [{ reader, card }];
}
const card = (moves: number): CardSnapshot => ({ state: 'card', atr: ATR, moves });
const types = (told: Recorder): DriverEvent['type'][] => told.all.map(({ type }) => type);

describe('PollingDriver', () => {
  it('reports the service first, then the present readers and cards', async () => {
    const { told } = start(look(card(1)));
    await told.told({ type: 'card-inserted', atr: ATR });
    expect(types(told)).toEqual(['service-up', 'reader-added', 'card-inserted']);
  });

  it('finds what the addon did not report', async () => {
    const { addon, told } = start(look({ state: 'empty' }));
    await told.told({ type: 'reader-added' });
    addon.world = look(card(1));
    await told.told({ type: 'card-inserted' });
  });

  it('reports a swap between two polls', async () => {
    const { addon, told } = start(look(card(1)));
    await told.told({ type: 'card-inserted' });
    addon.happen(look(card(3)));
    await told.until((events) => events.length === 5);
    expect(types(told).slice(3)).toEqual(['card-removed', 'card-inserted']);
  });

  it('does not keep the processor busy when the addon wakes it without changes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { addon, driver } = start([], 0);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(addon.looks).toBeGreaterThan(1);
      expect(addon.looks).toBeLessThanOrEqual(51);
      await driver.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('reports a missing service once, then its return', async () => {
    const { addon, told } = start('SCARD_E_NO_SERVICE');
    await told.told({ type: 'service-down', reason: 'no-service', pcscCode: pcscCodes.SCARD_E_NO_SERVICE });
    const asked = addon.looks;
    await vi.waitFor(() => expect(addon.looks).toBeGreaterThan(asked + 5));
    expect(types(told)).toEqual(['service-down']);
    addon.world = look({ state: 'empty' });
    await told.told({ type: 'reader-added' });
    expect(types(told)).toEqual(['service-down', 'service-up', 'reader-added']);
  });

  it('reports a changed reason', async () => {
    const { addon, told } = start('SCARD_E_NO_SERVICE');
    await told.told({ type: 'service-down', reason: 'no-service' });
    addon.world = 'SCARD_W_SECURITY_VIOLATION';
    await told.told({ type: 'service-down', reason: 'not-allowed' });
  });

  it('reports everything removed when the service stops, and every card again when it returns', async () => {
    const { addon, told } = start(look(card(1)));
    await told.told({ type: 'card-inserted' });
    addon.happen('SCARD_E_SERVICE_STOPPED');
    await told.told({ type: 'service-down', reason: 'no-service' });
    expect(addon.releases).toBeGreaterThan(0);
    addon.world = look(card(1));
    await told.until((events) => events.filter(({ type }) => type === 'card-inserted').length === 2);
    expect(types(told).slice(3)).toEqual(['card-removed', 'reader-removed', 'service-down', 'service-up', 'reader-added', 'card-inserted']);
  });

  it('reports an addon that does not load', async () => {
    const told = new Recorder();
    const driver = new PollingDriver({
      driver: 'pcsclite',
      load: () => {
        throw new Error('The module was compiled against another version');
      },
    });
    running.push(driver);
    driver.start(told.listener);
    await told.told({ type: 'service-down', reason: 'no-driver', detail: 'The module was compiled against another version' });
    await expect(driver.connect(reader)).rejects.toBeInstanceOf(PcscError);
  });

  it('reports nothing after stopping, and releases the service', async () => {
    const { addon, driver, told } = start(look({ state: 'empty' }), 60_000);
    await told.told({ type: 'reader-added' });
    const from = told.all.length;
    const stopped = driver.stop();
    addon.happen(look(card(1)));
    await stopped;
    expect(told.all.slice(from)).toEqual([]);
    expect(addon.releases).toBeGreaterThan(0);
    await expect(driver.connect(reader)).rejects.toBeInstanceOf(PcscError);
  });

  it('can be stopped while it waits for a service', async () => {
    const { driver, told } = start('SCARD_E_NO_SERVICE');
    await told.told({ type: 'service-down' });
    await driver.stop();
  });
});
