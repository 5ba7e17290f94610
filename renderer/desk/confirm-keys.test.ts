import { expect, it } from 'vitest';
import { onKey, type Grip } from './confirm-keys.js';

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
});
