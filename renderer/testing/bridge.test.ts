import { describe, expect, it } from 'vitest';
import { FakeBridge } from './bridge.fixture.js';
import { binding, refused, stateWith } from './example.fixture.js';

describe('the fake main process of component tests', () => {
  it('refuses an answer that violates the contract, and reports it', async () => {
    const bridge = new FakeBridge(stateWith(), {
      'stock/places': { ok: true, value: { places: [], isWhole: 'yes' as unknown as boolean } },
    });
    await expect(bridge.call('stock/places', {})).rejects.toThrow(/may not be answered like this[^]*isWhole/);
    expect(bridge.faults).toHaveLength(1);
  });

  it('refuses a request that violates the contract, and a call without an answer', async () => {
    const bridge = new FakeBridge(stateWith(), {});
    await expect(bridge.call('bindings/retry', { bindingId: 'x' })).rejects.toThrow('bindings/retry is not asked like this');
    await expect(bridge.call('stock/places', {})).rejects.toThrow('No answer is set for stock/places({})');
    expect(bridge.faults).toHaveLength(2);
    expect(bridge.made('stock/places')).toEqual([{}]);
  });

  it('refuses what the role or a locked desk forbids, as the station does', async () => {
    const bridge = new FakeBridge(stateWith({ role: { role: 'viewer', source: 'otherwise', asOf: null } }), {});
    expect(await bridge.call('settings/form', {})).toEqual({
      ok: false,
      error: { code: 'not-allowed', call: 'settings/form', needs: 'administrator' },
    });
    const locked = new FakeBridge(stateWith({ kiosk: { state: 'locked', idleMs: null } }), {});
    expect(await locked.call('history/export', {})).toEqual({ ok: false, error: { code: 'in-kiosk' } });
    expect(bridge.faults).toEqual([]);
  });

  it('sends each change as an event of the contract, numbered without a gap, and includes it in the next snapshot', async () => {
    const bridge = new FakeBridge(stateWith(), {});
    const events: unknown[] = [];
    bridge.onEvent((event) => events.push(JSON.parse(event)));
    bridge.change({ connection: { state: 'connecting' } });
    bridge.putBinding(binding(1, refused));
    expect(events).toMatchObject([
      { seq: 2, name: 'state/changed' },
      { seq: 3, name: 'bindings/changed' },
    ]);
    expect(await bridge.call('station/snapshot', {})).toMatchObject({ ok: true, value: { seq: 3, connection: { state: 'connecting' } } });
    expect(() => {
      bridge.change({ server: 'x' } as object);
    }).toThrow();
  });
});
