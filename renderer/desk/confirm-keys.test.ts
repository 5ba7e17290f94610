import { describe, expect, it } from 'vitest';
import { EARLY_MS, onKey, type Grip } from './confirm-keys.js';

const press = (grip: Grip, type: 'keydown' | 'keyup', repeat = false, key = 'Enter') => onKey(grip, { type, key, repeat });

it('the key that opened the dialog does not confirm it, however long it is held', () => {
  expect(press('held', 'keydown')).toEqual({ grip: 'held', confirm: false });
  expect(press('held', 'keydown', true)).toEqual({ grip: 'held', confirm: false });
});

it('once let go, a fresh press confirms, a held one does not', () => {
  const { grip } = press('held', 'keyup');
  expect(grip).toBe('ready');
  expect(press(grip, 'keydown', true).confirm).toBe(false);
  expect(press(grip, 'keydown').confirm).toBe(true);
});

it('other keys change nothing', () => {
  expect(press('held', 'keyup', false, 'a')).toEqual({ grip: 'held', confirm: false });
  expect(press('ready', 'keydown', false, ' ')).toEqual({ grip: 'ready', confirm: false });
  expect(press('ready', 'keydown', false, 'Tab')).toEqual({ grip: 'ready', confirm: false });
  expect(onKey('ready', { type: 'keydown', key: 'c', repeat: false, shortcut: true })).toEqual({ grip: 'ready', confirm: false });
});

it.each([0, 1, 2])('the Enter at the end of a scan never confirms, scan %i as little as the first; a fresh one does', (scans) => {
  let grip: Grip = 'ready';
  let confirmed = 0;
  const type = (key: string): void => {
    for (const kind of ['keydown', 'keyup'] as const) {
      const next = press(grip, kind, false, key);
      grip = next.grip;
      confirmed += Number(next.confirm);
    }
  };
  for (let scan = 0; scan <= scans; scan += 1) for (const key of [...Array.from('a9b4 b42c'), 'Enter']) type(key);
  expect(confirmed).toBe(0);
  type('Enter');
  expect(confirmed).toBe(1);
});

describe('a dialog that opened by itself', () => {
  const early = (grip: Grip, type: 'keydown' | 'keyup', repeat = false) => onKey(grip, { type, key: 'Enter', repeat, early: true });

  it('takes no Enter that was on its way, nor what follows from holding it', () => {
    const { grip, confirm } = early('ready', 'keydown');
    expect([grip, confirm]).toEqual(['held', false]);
    // It is held beyond the time, by a keyboard that does not say that it repeats.
    expect(press(grip, 'keydown').confirm).toBe(false);
    expect(press(grip, 'keydown', true).confirm).toBe(false);
  });

  it('takes none of several that came too early, and the first fresh one after them', () => {
    let { grip } = early('ready', 'keydown');
    ({ grip } = early(grip, 'keyup'));
    const second = early(grip, 'keydown');
    expect(second.confirm).toBe(false);
    ({ grip } = press(second.grip, 'keyup'));
    expect(press(grip, 'keydown').confirm).toBe(true);
  });

  it('is not confirmed by a key that was down when it came', () => {
    expect(early('held', 'keydown', true).confirm).toBe(false);
    expect(press('held', 'keydown', true).confirm).toBe(false);
    expect(press(press('held', 'keyup').grip, 'keydown').confirm).toBe(true);
  });

  it('gives nobody less than a reaction takes, and keeps nobody waiting for longer than reading a name does', () => {
    expect(EARLY_MS).toBeGreaterThanOrEqual(400);
    expect(EARLY_MS).toBeLessThanOrEqual(1_000);
  });
});
