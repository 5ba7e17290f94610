import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PcscliteSession } from './pcsclite-session.js';

const EMPTY = 0x12;
const PRESENT = 0x22;
const ATR = Buffer.from('3b00', 'hex');

/** dwEventState with the count of moves in its upper 16 bits. */
const state = (moves: number, flags: number): number => ((moves << 16) | flags) >>> 0;

/** The used part of the native reader; the test answers `get_status` itself. */
class FakeReader extends EventEmitter {
  static asked: ((error: unknown, eventState: number, atr?: Buffer) => void)[] = [];
  /** Open ones only; an earlier test's session may still be closing. */
  static following = new Set<FakeReader>();
  constructor(readonly name: string) {
    super();
  }
  get_status(told: (error: unknown, eventState: number, atr?: Buffer) => void): void {
    FakeReader.following.add(this);
    FakeReader.asked.push(told);
  }
  close(): void {
    FakeReader.following.delete(this);
    this.emit('_end');
  }
}

class FakeMonitor extends EventEmitter {
  start(told: (error: unknown, names: Buffer) => void): void {
    told(null, Buffer.from('Reader\0\0'));
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

let session: PcscliteSession;
let reader: FakeReader;

/** The session's state of its one reader. */
function seen(): number | undefined {
  return session.look()[0]?.eventState;
}
function tells(eventState: number): void {
  reader.emit('status', { state: eventState, atr: ATR });
}
function refresh(): void {
  const [told] = session.look();
  if (told === undefined) throw new Error('The session knows no reader');
  session.refresh(told.reader);
}
function answer(eventState: number): void {
  const told = FakeReader.asked.shift();
  if (told === undefined) throw new Error('Nothing was asked');
  told(null, eventState, ATR);
}

async function open(eventState: number): Promise<void> {
  FakeReader.asked = [];
  FakeReader.following = new Set();
  const monitor = new FakeMonitor();
  reader = new FakeReader('Reader');
  const opening = PcscliteSession.open(
    () => monitor,
    () => undefined,
  );
  monitor.emit('reader', reader);
  monitor.start(() => undefined);
  tells(eventState);
  session = await opening;
}

beforeEach(() => open(state(1, PRESENT)));
afterEach(() => {
  session.abandon();
});

describe('a session of pcsclite', () => {
  it('adopts a queried state without a change event', () => {
    refresh();
    answer(state(3, PRESENT));
    expect(seen()).toBe(state(3, PRESENT));
  });

  it('reports no card from a query answered before the card left', async () => {
    refresh();
    tells(state(2, EMPTY));
    answer(state(1, PRESENT));
    expect(seen()).toBe(state(2, EMPTY));
    // The true state is queried again.
    await settled();
    answer(state(2, EMPTY));
    expect(seen()).toBe(state(2, EMPTY));
  });

  it('queries again if moves are not counted, as on macOS', async () => {
    await open(PRESENT);
    refresh();
    tells(EMPTY);
    answer(PRESENT);
    expect(seen()).toBe(EMPTY);
    await settled();
    answer(EMPTY);
    expect(seen()).toBe(EMPTY);
    expect(FakeReader.asked).toEqual([]);
  });

  it.each([1, 0xffff])('ignores a change that arrives after a newer answer, move %d', async (moves) => {
    await open(state(moves, PRESENT));
    refresh();
    answer(state((moves + 2) & 0xffff, PRESENT));
    tells(state((moves + 1) & 0xffff, EMPTY));
    expect(seen()).toBe(state((moves + 2) & 0xffff, PRESENT));
  });

  it('accepts a restarted count after a query', async () => {
    await open(state(57, PRESENT));
    tells(state(0, EMPTY));
    await settled();
    answer(state(0, EMPTY));
    expect(seen()).toBe(state(0, EMPTY));
    tells(state(1, PRESENT));
    expect(seen()).toBe(state(1, PRESENT));
  });

  it('runs one query at a time, and another if requested meanwhile', async () => {
    for (let wish = 0; wish < 10; wish++) refresh();
    expect(FakeReader.asked).toHaveLength(1);
    answer(state(1, PRESENT));
    await settled();
    expect(FakeReader.asked).toHaveLength(1);
    answer(state(3, PRESENT));
    await settled();
    expect(FakeReader.asked).toEqual([]);
    expect(seen()).toBe(state(3, PRESENT));
  });

  it('keeps no reader open while cards come and go without a pause', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let move = 2; move < 100; move++) {
        refresh();
        answer(state(move, PRESENT));
        tells(state(move + 1, EMPTY));
        await vi.advanceTimersByTimeAsync(100);
        expect(FakeReader.following.size).toBeLessThanOrEqual(4);
      }
      await vi.advanceTimersByTimeAsync(1_000);
      expect(FakeReader.following.size).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves later changes to the package’s own reader', () => {
    refresh();
    const [told] = FakeReader.asked;
    answer(state(1, PRESENT));
    tells(state(2, EMPTY));
    told?.(null, state(1, PRESENT), ATR);
    expect(seen()).toBe(state(2, EMPTY));
  });
});
