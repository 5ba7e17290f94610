import { expect, it } from 'vitest';
import { inRailOrder, screenOfKey, screens } from './screens.js';

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}, code = '') =>
  screenOfKey({ key: name, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

const names = screens.filter(({ digit }) => digit !== undefined).map(({ name }) => name);

it('no two screens have the same digit, and at most nine have one', () => {
  const keys = screens.flatMap(({ name, digit }) => (digit === undefined ? [] : [`${String(digit)} ${name}`]));
  expect(keys).toEqual(names.slice(0, 9).map((name, index) => `${String(index + 1)} ${name}`));
  expect(names[0]).toBe('desk');
});

it('screens without a digit stand last in the rail, in the order of their features', () => {
  const given = [{ name: 'visitors' }, { name: 'attention', digit: 2 }, { name: 'keys' }, { name: 'desk', digit: 1 }];
  expect(inRailOrder(given).map(({ name }) => name)).toEqual(['desk', 'attention', 'visitors', 'keys']);
});

it.each(names.map((screen, index) => [screen, String(index + 1)] as const))(
  '%s opens with Ctrl or Command and the key of %s, with and without Shift',
  (screen, digit) => {
    for (const code of [`Digit${digit}`, `Numpad${digit}`]) {
      for (const shiftKey of [false, true]) {
        expect(key(digit, { ctrlKey: true, shiftKey }, code)).toBe(screen);
        expect(key(digit, { metaKey: true, shiftKey }, code)).toBe(screen);
      }
    }
    // An on-screen keyboard may not report which key it was.
    expect(key(digit, { ctrlKey: true })).toBe(screen);
  },
);

// Names that Chromium gives the digit row without and with Shift, by keyboard.
it.each([
  ['French', '&é"\'(-è_ç'],
  ['French, Caps Lock', '1234567_Ç'],
  ['Belgian', '&é"\'(§è!ç'],
  ['German with Shift', '!"§$%&/()'],
  ['US with Shift', '!@#$%^&*('],
  ['Czech', '+ěščřžýáí'],
])('every screen opens with the digit row of a keyboard: %s', (_keyboard, row) => {
  expect(Array.from(row.slice(0, names.length), (name, index) => key(name, { ctrlKey: true }, `Digit${String(index + 1)}`))).toEqual(names);
});

it('every screen opens with the number pad without Num Lock', () => {
  const row = ['End', 'ArrowDown', 'PageDown', 'ArrowLeft', 'Clear', 'ArrowRight', 'Home', 'ArrowUp', 'PageUp'];
  expect(row.slice(0, names.length).map((name, index) => key(name, { ctrlKey: true }, `Numpad${String(index + 1)}`))).toEqual(names);
});

it('Esc returns to the desk', () => {
  expect(key('Escape', {}, 'Escape')).toBe('desk');
});

it.each([
  ['a digit alone', '1', {}, 'Digit1'],
  ['zero', '0', { ctrlKey: true }, 'Digit0'],
  ['a letter', 'a', { ctrlKey: true }, 'KeyA'],
  ['a digit that another key types', '1', { ctrlKey: true }, 'KeyW'],
  ['AltGr and a digit, which types a character on many keyboards', '2', { ctrlKey: true, altKey: true }, 'Digit2'],
  ['Esc with a key held', 'Escape', { ctrlKey: true }, 'Escape'],
  ['Esc with Shift', 'Escape', { shiftKey: true }, 'Escape'],
] as const)('%s opens nothing', (_what, name, held, code) => {
  expect(key(name, held, code)).toBeNull();
});
