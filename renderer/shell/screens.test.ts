import { expect, it } from 'vitest';
import { screenOfKey, screens } from './screens.js';

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  screenOfKey({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

it.each(screens.map((screen, index) => [screen, String(index + 1)] as const))('%s opens by Ctrl or Command and %s', (screen, digit) => {
  expect(key(digit, { ctrlKey: true })).toBe(screen);
  expect(key(digit, { metaKey: true })).toBe(screen);
});

it('Esc leads home', () => {
  expect(key('Escape')).toBe('desk');
});

it.each([
  ['a digit alone', '1', {}],
  ['a digit beyond the screens', '9', { ctrlKey: true }],
  ['zero', '0', { ctrlKey: true }],
  ['a letter', 'a', { ctrlKey: true }],
  ['AltGr and a digit, which types a sign on many keyboards', '2', { ctrlKey: true, altKey: true }],
  ['Esc with a key held', 'Escape', { ctrlKey: true }],
])('%s opens nothing', (_what, name, held) => {
  expect(key(name, held)).toBeNull();
});
