import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Identification } from '../../shared/cards.js';
import { defaultCardPolicy } from '../cards/card-policy.js';
import type { CardToRead } from './card-source.js';
import { PcscError, type DriverEvent, type ReaderDriver } from '../pcsc/driver.js';
import { toHostSchema, type FromHost, type ToHost } from './host-protocol.js';
import { serveHost } from './host-service.js';
import { HostedDriver, type HostProcess } from './hosted-driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { Recorder } from './recorder.fixture.js';

const reader = 'Reader';
const ATR = '3b8d0180fba000000397425446590301c8';

/** A simulated host process. Answers pings until told otherwise. */
class PlayedHost implements HostProcess {
  readonly said: ToHost[] = [];
  isKilled = false;
  answersPings = true;
  private tell: (message: unknown) => void = () => undefined;
  private exit: (code: number | null) => void = () => undefined;

  postMessage(message: unknown): void {
    const said = toHostSchema.parse(message);
    this.said.push(said);
    if (said.type === 'ping' && this.answersPings) queueMicrotask(() => this.say({ type: 'pong' }));
  }
  onMessage(listener: (message: unknown) => void): void {
    this.tell = listener;
  }
  onExit(listener: (code: number | null) => void): void {
    this.exit = listener;
  }
  kill(): void {
    this.isKilled = true;
  }

  say(message: FromHost): void {
    this.tell(message);
  }
  sayAnything(message: unknown): void {
    this.tell(message);
  }
  event(event: DriverEvent): void {
    this.say({ type: 'event', event });
  }
  die(code: number | null = null): void {
    this.exit(code);
  }
  /** The newest message of a type. */
  last<T extends ToHost['type']>(type: T): Extract<ToHost, { type: T }> {
    const found = this.said.filter((message): message is Extract<ToHost, { type: T }> => message.type === type);
    const last = found[found.length - 1];
    if (last === undefined) throw new Error(`The host was never told ${type}`);
    return last;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start() {
  const hosts: PlayedHost[] = [];
  const losses: string[] = [];
  const driver = new HostedDriver({
    spawn: () => {
      const host = new PlayedHost();
      hosts.push(host);
      return host;
    },
    onLost: (why) => losses.push(why),
  });
  const told = new Recorder();
  driver.start(told.listener);
  const host = (): PlayedHost => {
    const last = hosts[hosts.length - 1];
    if (last === undefined) throw new Error('No host was started');
    return last;
  };
  return { driver, told, hosts, host, losses };
}

const up: DriverEvent = { type: 'service-up', driver: 'pcsclite' };
const card: CardToRead = { reader, atr: ATR, known: null, isRetry: false, policy: defaultCardPolicy };
const identification: Identification = {
  state: 'identified',
  cardId: {
    text: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
    raw: '3ff188bcba833740826246eba1291c6e',
    byteOrder: 'windows-guid',
    source: 'gids',
  },
};
const left: Identification = { state: 'unidentified', problem: { code: 'removed' } };
/** Whether a promise is settled. */
const isOver = async (promise: Promise<void>): Promise<boolean> => {
  let over = false;
  void promise.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
};
const types = (told: Recorder): DriverEvent['type'][] => told.all.map(({ type }) => type);

describe('HostedDriver', () => {
  it('starts a host with the drivers in order, and passes on its events', () => {
    const { host, told } = start();
    expect(host().said[0]).toEqual({ type: 'start', drivers: ['pcsclite', 'smartcard'] });
    host().event(up);
    host().event({ type: 'reader-added', reader });
    expect(told.all).toEqual([up, { type: 'reader-added', reader }]);
  });

  it("reports a lost host's readers as removed, and restarts it at once", async () => {
    const { host, hosts, told } = start();
    host().event(up);
    host().event({ type: 'reader-added', reader });
    host().event({ type: 'card-inserted', reader, atr: ATR });
    host().event({ type: 'reader-added', reader: 'Empty' });
    host().die();
    expect(types(told).slice(4)).toEqual(['card-removed', 'reader-removed', 'reader-removed', 'service-down']);
    expect(told.all[told.all.length - 1]).toMatchObject({ reason: 'host-lost' });
    await vi.advanceTimersByTimeAsync(0);
    expect(hosts).toHaveLength(2);
    host().event(up);
    expect(told.all[told.all.length - 1]).toEqual(up);
  });

  it('increases the restart delay while hosts are lost, and resets it after a stable one', async () => {
    const { host, hosts } = start();
    for (const rest of [0, 500, 1_000, 2_000, 5_000, 10_000, 10_000]) {
      const before = hosts.length;
      host().die();
      if (rest > 0) await vi.advanceTimersByTimeAsync(rest - 1);
      expect(hosts).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(rest > 0 ? 1 : 0);
      expect(hosts).toHaveLength(before + 1);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    const before = hosts.length;
    host().die();
    await vi.advanceTimersByTimeAsync(0);
    expect(hosts).toHaveLength(before + 1);
  });

  it('reports why each host was lost, except when stopped', async () => {
    const { driver, host, losses } = start();
    host().die(139);
    await vi.advanceTimersByTimeAsync(0);
    host().sayAnything('nonsense');
    await vi.advanceTimersByTimeAsync(500);
    driver.restart();
    await vi.advanceTimersByTimeAsync(0);
    const stopped = driver.stop();
    host().die(0);
    await stopped;
    expect(losses).toEqual(['The reader host has ended with code 139', 'The reader host says what is not in the protocol']);
  });

  it("does not count an earlier host's runtime for the next", async () => {
    const { driver, host, hosts } = start();
    await vi.advanceTimersByTimeAsync(9_000);
    driver.restart();
    for (const rest of [0, 500, 1_000]) {
      await vi.advanceTimersByTimeAsync(rest);
      host().die();
    }
    // The first host would have run for 10 s.
    const before = hosts.length;
    await vi.advanceTimersByTimeAsync(1_999);
    expect(hosts).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(hosts).toHaveLength(before + 1);
  });

  it('times out a reading that never ends, and cancels it in the host', async () => {
    const { driver, host } = start();
    host().event(up);
    const reading = driver.read(card, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(119_999);
    expect(host().said.some(({ type }) => type === 'forget')).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading.identification).toEqual({ state: 'unidentified', problem: { code: 'timeout', limitMs: 120_000 } });
    expect(host().last('forget').id).toBe(host().last('read').id);
  });

  it('reports a loss once', async () => {
    const { host, told } = start();
    host().die();
    await vi.advanceTimersByTimeAsync(0);
    host().die();
    await vi.advanceTimersByTimeAsync(500);
    host().die();
    expect(types(told)).toEqual(['service-down']);
  });

  it('kills a host without a message within the start limit', async () => {
    const kill = vi.fn();
    const driver = new HostedDriver({
      spawn: () => ({ postMessage: () => undefined, onMessage: () => undefined, onExit: () => undefined, kill }),
    });
    const told = new Recorder();
    driver.start(told.listener);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(told.all).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.all).toMatchObject([{ type: 'service-down', reason: 'host-lost' }]);
    expect(kill).toHaveBeenCalledOnce();
  });

  it('kills a host that runs and does not answer', async () => {
    const { host, hosts, told } = start();
    host().event(up);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hosts).toHaveLength(1);
    host().answersPings = false;
    await vi.advanceTimersByTimeAsync(4_001);
    expect(hosts[0]?.isKilled).toBe(true);
    expect(hosts).toHaveLength(2);
    expect(told.all[1]).toMatchObject({ reason: 'host-lost' });
  });

  it.each<[string, unknown]>([
    ['is not in the protocol', { type: 'hello' }],
    ['is not a message', 'hello'],
    ['has an invalid ATR', { type: 'event', event: { type: 'card-inserted', reader, atr: 'xyz' } }],
    ['has an unknown field', { type: 'pong', more: true }],
  ])('replaces a host that sends %s', (_what, message) => {
    const { host, hosts, told } = start();
    host().sayAnything(message);
    expect(hosts[0]?.isKilled).toBe(true);
    expect(told.all).toMatchObject([{ type: 'service-down', reason: 'host-lost' }]);
  });

  it('ignores a host that was replaced', async () => {
    const { hosts, told } = start();
    hosts[0]?.die();
    await vi.advanceTimersByTimeAsync(0);
    hosts[0]?.event({ type: 'reader-added', reader });
    hosts[0]?.die();
    expect(types(told)).toEqual(['service-down']);
    expect(hosts).toHaveLength(2);
  });

  it('keeps retrying when no host can be started', async () => {
    let starts = 0;
    const driver = new HostedDriver({
      spawn: () => {
        starts += 1;
        throw new Error('no such file');
      },
    });
    const told = new Recorder();
    driver.start(told.listener);
    await vi.advanceTimersByTimeAsync(600);
    expect(starts).toBe(3);
    expect(told.all).toMatchObject([{ type: 'service-down', reason: 'host-lost' }]);
    await driver.stop();
  });

  it('restarts on request, with all readers removed first', async () => {
    const { driver, host, hosts, told } = start();
    host().event(up);
    host().event({ type: 'reader-added', reader });
    driver.restart();
    expect(hosts[0]?.isKilled).toBe(true);
    expect(types(told)).toEqual(['service-up', 'reader-added', 'reader-removed', 'service-down']);
    await vi.advanceTimersByTimeAsync(0);
    host().event(up);
    expect(types(told).slice(4)).toEqual(['service-up']);
  });

  it('has the host read a card, and reports its release', async () => {
    const { driver, host } = start();
    const reading = driver.read(card, new AbortController().signal);
    expect(host().last('read')).toMatchObject({ card });
    const { id } = host().last('read');
    host().say({ type: 'identified', id, identification });
    expect(await reading.identification).toEqual(identification);
    expect(await isOver(reading.ended)).toBe(false);
    host().say({ type: 'let-go', id });
    await reading.ended;
  });

  it('distinguishes readings by number', async () => {
    const { driver, host } = start();
    const first = driver.read(card, new AbortController().signal);
    const { id } = host().last('read');
    const second = driver.read({ ...card, reader: 'Other' }, new AbortController().signal);
    host().say({ type: 'identified', id: host().last('read').id, identification: left });
    host().say({ type: 'identified', id, identification });
    expect(await second.identification).toEqual(left);
    expect(await first.identification).toEqual(identification);
  });

  it('tells the host that a card has left', () => {
    const { driver, host } = start();
    const leaving = new AbortController();
    void driver.read(card, leaving.signal);
    leaving.abort();
    expect(host().last('forget').id).toBe(host().last('read').id);
  });

  it('passes on an error of the host’s program', async () => {
    const { driver, host } = start();
    const reading = driver.read(card, new AbortController().signal);
    const { id } = host().last('read');
    host().say({ type: 'failed', id, detail: 'TypeError' });
    await expect(reading.identification).rejects.toThrow('TypeError');
    host().say({ type: 'let-go', id });
    await reading.ended;
  });

  it('fails the current reading when the host is lost, and reads nothing without one', async () => {
    const { driver, host } = start();
    const read = driver.read(card, new AbortController().signal);
    host().say({ type: 'identified', id: host().last('read').id, identification });
    const reading = driver.read(card, new AbortController().signal);
    host().die();
    const lost = { state: 'unidentified', problem: { code: 'communication', pcscCode: null } };
    expect(await read.identification).toEqual(identification);
    await read.ended;
    expect(await reading.identification).toEqual(lost);
    await reading.ended;
    const none = driver.read(card, new AbortController().signal);
    expect(await none.identification).toEqual(lost);
    await none.ended;
  });

  it('waits for a release no longer than its limit', async () => {
    const { driver, host } = start();
    const reading = driver.read(card, new AbortController().signal);
    const { id } = host().last('read');
    host().say({ type: 'identified', id, identification: left });
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await isOver(reading.ended)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await reading.ended;
    host().say({ type: 'let-go', id });
  });

  it('asks the host to exit, and kills it otherwise', async () => {
    const { driver, host, hosts, told } = start();
    const stopping = driver.stop();
    expect(host().last('stop')).toBeDefined();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(hosts[0]?.isKilled).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    await stopping;
    host().event(up);
    host().die();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.all).toEqual([]);
    expect(hosts).toHaveLength(1);
  });
});

describe('the reader host', () => {
  const noCard: ReaderDriver['connect'] = () => Promise.reject(new PcscError(pcscCodes.SCARD_E_NO_SMARTCARD, 'none'));
  function serve(loads: readonly string[], connect = noCard) {
    const posted: FromHost[] = [];
    const receive = serveHost({
      post: (message) => posted.push(message),
      exit: () => undefined,
      makeDriver: (name) => {
        if (!loads.includes(name)) throw new Error(`${name} was compiled against another version`);
        return {
          start: (listener) => listener({ type: 'service-up', driver: name }),
          stop: () => Promise.resolve(),
          connect,
        };
      },
    });
    return { posted, receive };
  }

  it.each([
    [['pcsclite', 'smartcard'], 'pcsclite'],
    [['smartcard'], 'smartcard'],
  ])('uses the first driver that loads: of %j it is %s', (loads, driver) => {
    const { posted, receive } = serve(loads);
    receive({ type: 'start', drivers: ['pcsclite', 'smartcard'] });
    expect(posted).toEqual([{ type: 'event', event: { type: 'service-up', driver } }]);
  });

  it('reports why when none loads', () => {
    const { posted, receive } = serve([]);
    receive({ type: 'start', drivers: ['pcsclite', 'smartcard'] });
    expect(posted).toMatchObject([{ event: { type: 'service-down', reason: 'no-driver' } }]);
    expect(JSON.stringify(posted)).toMatch(/pcsclite: .*another version.*smartcard: .*another version/);
  });

  it('answers pings, started or not', () => {
    const { posted, receive } = serve([]);
    receive({ type: 'ping' });
    expect(posted).toEqual([{ type: 'pong' }]);
  });

  it("answers every reading, and reports the card's release", async () => {
    const { posted, receive } = serve(['smartcard']);
    receive({ type: 'read', id: 1, card });
    await vi.advanceTimersByTimeAsync(0);
    receive({ type: 'start', drivers: ['smartcard'] });
    receive({ type: 'read', id: 2, card });
    await vi.advanceTimersByTimeAsync(0);
    expect(posted).toMatchObject([
      { type: 'failed', id: 1 },
      { type: 'let-go', id: 1 },
      { type: 'event' },
      { type: 'identified', id: 2, identification: left },
      { type: 'let-go', id: 2 },
    ]);
  });

  it("ends a canceled reading, and reports the card's release", async () => {
    let fail: (error: Error) => void = () => undefined;
    const connecting = new Promise<never>((_, reject) => (fail = reject));
    const { posted, receive } = serve(['smartcard'], () => connecting);
    receive({ type: 'start', drivers: ['smartcard'] });
    receive({ type: 'read', id: 5, card });
    receive({ type: 'forget', id: 4 });
    await vi.advanceTimersByTimeAsync(0);
    expect(posted.slice(1)).toEqual([]);
    receive({ type: 'forget', id: 5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(posted.slice(1)).toMatchObject([{ type: 'identified', id: 5, identification: left }]);
    // PC/SC still waits for another program, so the card is not released yet.
    fail(new PcscError(pcscCodes.SCARD_W_REMOVED_CARD, 'removed'));
    await vi.advanceTimersByTimeAsync(0);
    expect(posted.slice(2)).toEqual([{ type: 'let-go', id: 5 }]);
  });

  it.each([{ type: 'begin' }, { type: 'start', drivers: [] }, { type: 'read', id: 1, card: { ...card, atr: 'xyz' } }, null])(
    'rejects %j',
    (message) => {
      expect(() => serve(['smartcard']).receive(message)).toThrow();
    },
  );
});
