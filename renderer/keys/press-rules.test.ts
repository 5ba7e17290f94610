import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALONE_MS,
  atRest,
  BURST_QUIET_MS,
  onFocusChange,
  onKey,
  onScene,
  onShown,
  pausesFor,
  QUIET_MS,
  SHOWN_MS,
  type Ignored,
  type KeyFacts,
  type PressState,
} from './press-rules.js';

const AUTOMATIC = pausesFor(null);

/** A keyboard and a dialog that has been visible for long, with a clock of their own. */
class Desk {
  now = 10_000;
  state: PressState;
  /** Reasons why presses were ignored, in order. */
  readonly ignored: Ignored[] = [];
  presses = 0;
  #due = Number.POSITIVE_INFINITY;
  readonly #pauses: typeof AUTOMATIC;

  constructor(pauses = AUTOMATIC) {
    this.#pauses = pauses;
    this.state = onShown(onScene(atRest, true, true), 0);
  }

  wait(ms: number): this {
    if (this.state.pending !== null && this.now + ms >= this.#due) {
      this.presses += 1;
      this.state = { ...this.state, pending: null };
    }
    this.now += ms;
    return this;
  }

  event(change: Partial<KeyFacts>): this {
    const key = change.key ?? 'Enter';
    const facts: KeyFacts = {
      type: 'down',
      key,
      code: key,
      at: this.now,
      repeat: false,
      modified: false,
      alt: false,
      composing: false,
      inField: false,
      presses: key === 'Enter' || key === ' ',
      ...change,
    };
    const { state, meaning } = onKey(this.state, facts, this.#pauses);
    this.state = state;
    if (meaning.is === 'waits') this.#due = this.now + this.#pauses.alone;
    if (meaning.is === 'ignored') this.ignored.push(meaning.why);
    return this;
  }

  key(key: string, change: Partial<KeyFacts> = {}): this {
    return this.event({ ...change, key })
      .wait(4)
      .event({ ...change, key, type: 'up' });
  }

  scan(text: string, suffix: readonly string[] = ['Enter'], gapMs = 8): this {
    for (const key of [...Array.from(text), ...suffix]) this.key(key).wait(gapMs - 4);
    return this;
  }

  open(): this {
    this.state = onShown(onScene(this.state, true, true), this.now);
    return this;
  }

  /** One press, alone, as by a person who has read the dialog. */
  deliberate(): this {
    return this.wait(2_000).key('Enter').wait(500);
  }
}

it('one deliberate press of Enter or Space acts once', () => {
  for (const key of ['Enter', ' ']) {
    const desk = new Desk().wait(1_000).key(key).wait(ALONE_MS);
    expect(desk.presses).toBe(1);
    expect(desk.wait(5_000).presses).toBe(1);
    expect(desk.ignored).toEqual([]);
  }
});

describe('a press is ignored', () => {
  it.each([
    [
      'before the dialog is rendered',
      'early',
      (desk: Desk) => {
        desk.state = onScene(desk.state, true, true);
        desk.wait(5_000);
      },
    ],
    ['while the dialog is new', 'early', (desk: Desk) => desk.open().wait(SHOWN_MS - 1)],
    ['right after another key', 'rushed', (desk: Desk) => desk.key('Tab').wait(QUIET_MS - 5)],
    [
      'right after another key was released',
      'rushed',
      (desk: Desk) =>
        desk
          .event({ key: 'Shift' })
          .wait(5_000)
          .event({ key: 'Shift', type: 'up' })
          .wait(QUIET_MS - 5),
    ],
    [
      'soon after a burst of keys',
      'rushed',
      (desk: Desk) => {
        for (const key of ['Tab', 'ArrowDown', 'ArrowUp']) desk.key(key);
        desk.wait(BURST_QUIET_MS - 20);
      },
    ],
    ['after characters, whatever the pause', 'typed', (desk: Desk) => desk.key('a').wait(300)],
  ] as const)('%s', (_when, why, before) => {
    const desk = new Desk();
    before(desk);
    desk.key('Enter').wait(1_000);
    expect(desk.presses).toBe(0);
    expect(desk.ignored).toContain(why);
  });

  it.each([
    ['while the key repeats', { repeat: true }],
    ['while another key is held', { modified: true }],
    ['if an input method takes it', { composing: true }],
  ] as const)('%s', (_what, change) => {
    const desk = new Desk().wait(1_000).key('Enter', change).wait(1_000);
    expect(desk.presses).toBe(0);
  });

  it('if the key was not released before, even if the keyboard does not report repeats', () => {
    const desk = new Desk().event({ repeat: true });
    for (let time = 0; time < 30; time += 1) desk.wait(400).event({});
    desk.wait(1_000);
    expect(desk.presses).toBe(0);
    expect(desk.event({ type: 'up' }).wait(1_000).key('Enter').wait(500).presses).toBe(1);
  });

  it('if any other key follows at once', () => {
    for (const key of ['Enter', 'a', 'Tab', 'Shift', 'F5', 'Dead']) {
      const desk = new Desk()
        .wait(1_000)
        .key('Enter')
        .wait(ALONE_MS - 10)
        .event({ key })
        .wait(1_000);
      expect(desk.presses).toBe(0);
    }
  });
});

describe('a scan', () => {
  it.each([
    ['with Enter', ['Enter']],
    ['with CR LF', ['Enter', 'Enter']],
    ['with Tab', ['Tab']],
    ['with Tab and Enter', ['Tab', 'Enter']],
    ['with nothing', []],
  ] as const)('ending with %s confirms nothing, and the next press only clears the ignored state', (_what, suffix) => {
    const desk = new Desk().scan('03cefae0-819f-4608-8cf8-352fafa99a98', suffix).wait(3_000);
    expect(desk.presses).toBe(0);
    expect(desk.ignored).toContain('typed');
    desk.deliberate();
    expect(desk.presses).toBe(0);
    expect(desk.ignored.at(-1)).toBe('woken');
    expect(desk.deliberate().presses).toBe(1);
  });

  it.each([0, 20, 90, 200, 249, 400, 700])('whose Enters come %i ms too late confirms nothing', (pause) => {
    const desk = new Desk().scan('7700123456', []).wait(pause).key('Enter').wait(pause).key('Enter').wait(3_000);
    expect(desk.presses).toBe(0);
  });

  it('whose Enters come as late as a person might press them confirms nothing, unless they are a second apart', () => {
    for (const [first, second] of [
      [400, 1_500],
      [1_100, 900],
      [1_100, 400],
      [1_100, 250],
    ] as const) {
      const desk = new Desk().scan('7700123456', []).wait(first).key('Enter').wait(second).key('Enter').wait(3_000);
      expect(desk.presses).toBe(0);
    }
  });

  it('that opened the dialog does not confirm it with its second Enter', () => {
    for (const pause of [2, 6, 30, 100, 390, 600]) {
      const desk = new Desk().scan('7700123456').open().wait(pause).key('Enter').wait(3_000);
      expect(desk.presses).toBe(0);
      expect(desk.deliberate().presses).toBe(1);
    }
  });

  it('that begins with Enter confirms nothing', () => {
    expect(new Desk().wait(1_000).key('Enter').wait(8).scan('7700123456').wait(3_000).presses).toBe(0);
  });

  it('by Alt and the number pad counts as typing, and so does composing a character', () => {
    const alt = new Desk();
    for (let character = 0; character < 5; character += 1) {
      alt.event({ key: 'Alt', alt: true, modified: true }).wait(6);
      for (const digit of '0053')
        alt
          .event({ key: digit, code: `Numpad${digit}`, alt: true, modified: true })
          .wait(3)
          .event({ key: digit, code: `Numpad${digit}`, alt: true, modified: true, type: 'up' })
          .wait(3);
      alt.event({ key: 'Alt', type: 'up' }).event({ type: 'text', key: '5', code: '' });
    }
    expect(alt.wait(300).key('Enter').wait(3_000).presses).toBe(0);
    expect(alt.ignored).toContain('typed');
    for (const change of [
      { key: 'u', modified: true },
      { key: 'Dead' },
      { key: 'Process', composing: true },
      { key: 'Unidentified' },
      { key: 'Home', code: 'Numpad7', alt: true, modified: true },
      { type: 'text', key: 'ê', code: '' },
    ] as const) {
      const desk = new Desk().event(change).wait(5_000).key('Enter').wait(3_000);
      expect(desk.ignored).toEqual(['typed', 'woken']);
      expect(desk.presses).toBe(0);
    }
  });

  it('into a field does not count as typing, but confirms nothing there either', () => {
    const desk = new Desk();
    for (const key of [...Array.from('secret'), 'Enter']) desk.key(key, { inField: true }).wait(4);
    expect(desk.wait(3_000).presses).toBe(0);
    expect(desk.ignored).toEqual(['rushed']);
    expect(desk.deliberate().presses).toBe(1);
  });
});

it('keys that type nothing disable Enter only for a moment', () => {
  const desk = new Desk();
  for (const key of ['Tab', 'ArrowDown', 'Shift', 'F12', 'CapsLock']) desk.key(key).wait(400);
  expect(desk.key('Enter').wait(500).presses).toBe(1);
});

it('a change in an open dialog delays Enter, and drops a press that waits', () => {
  const desk = new Desk().wait(1_000).event({});
  desk.state = onShown(onScene(desk.state, true, false), desk.now);
  desk.wait(3_000);
  expect(desk.presses).toBe(0);
  desk.event({ type: 'up' });
  expect(desk.deliberate().presses).toBe(1);
});

it('losing the focus to another window drops a press that waits, and forgets which keys are down', () => {
  const desk = new Desk().wait(1_000).event({});
  desk.state = onFocusChange(desk.state, desk.now);
  expect(desk.wait(3_000).presses).toBe(0);
  expect(desk.deliberate().presses).toBe(1);
});

it('a slower scanner makes every pause longer', () => {
  const slow = pausesFor(200);
  expect(slow.alone).toBeGreaterThan(200);
  const desk = new Desk(slow).wait(5_000).key('Enter').wait(200).key('7').wait(3_000);
  expect(desk.presses).toBe(0);
});

it('never waits less than a reaction takes, nor longer than reading a name takes', () => {
  expect(SHOWN_MS).toBeGreaterThanOrEqual(300);
  expect(SHOWN_MS + ALONE_MS).toBeLessThanOrEqual(1_000);
  expect(ALONE_MS).toBeGreaterThan(50);
});

describe('keys less than 50 ms apart', () => {
  const keys = [
    'Enter',
    'Enter',
    ' ',
    'a',
    '7',
    '-',
    'Tab',
    'Escape',
    'Shift',
    'Alt',
    'Control',
    'ArrowDown',
    'Dead',
    'Process',
    'F2',
    'Backspace',
  ];
  const event = fc.record({
    key: fc.constantFrom(...keys),
    gap: fc.integer({ min: 0, max: 49 }),
    type: fc.constantFrom<KeyFacts['type']>('down', 'down', 'down', 'up', 'text'),
    repeat: fc.constantFrom(false, false, false, true),
    modified: fc.constantFrom(false, false, true),
    alt: fc.boolean(),
    composing: fc.constantFrom(false, false, false, true),
    inField: fc.boolean(),
  });
  const before = fc.record({
    shownFor: fc.integer({ min: 0, max: 5_000 }),
    quietFor: fc.integer({ min: 0, max: 5_000 }),
    typed: fc.boolean(),
    held: fc.boolean(),
    inDialog: fc.boolean(),
    keyMs: fc.constantFrom(null, 50, 100, 200),
  });

  it('never press anything, whatever the state of the dialog', () => {
    fc.assert(
      fc.property(
        before,
        fc.array(event, { minLength: 2, maxLength: 60 }),
        ({ shownFor, quietFor, typed, held, inDialog, keyMs }, events) => {
          const desk = new Desk(pausesFor(keyMs));
          desk.state = {
            ...desk.state,
            inDialog,
            typed,
            shownAt: desk.now - shownFor,
            lastAt: desk.now - quietFor,
            down: held ? ['Enter'] : [],
          };
          // More than one key: a single press alone may come from a person.
          const pressed = events.filter(({ type }) => type !== 'up').length;
          fc.pre(pressed !== 1);
          for (const { gap, key, type, ...change } of events) desk.event({ ...change, key, type, code: key }).wait(gap);
          desk.wait(10_000);
          expect(desk.presses).toBe(0);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
