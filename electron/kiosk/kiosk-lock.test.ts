import { describe, expect, it } from 'vitest';
import { isForDesk } from './kiosk-lock.js';

const key = (name: string, held: readonly ('control' | 'meta' | 'alt')[] = []) => ({
  key: name,
  control: held.includes('control'),
  meta: held.includes('meta'),
  alt: held.includes('alt'),
});

describe('on a locked desk', () => {
  it.each([
    key('a'),
    key('Enter'),
    key('Tab'),
    key('ArrowDown'),
    key('3', ['control']),
    key('V', ['control']),
    key('ArrowLeft', ['control']),
    key('c', ['meta']),
    // The right Alt key of many keyboards.
    key('€', ['control', 'alt']),
  ])('%j reaches the page', (press) => {
    expect(isForDesk(press)).toBe(true);
  });

  it.each([
    ...['w', 'q', 'r', 'R', 'n', 't', 'p', 'o', 's', 'l', 'j', 'i', 'u', 'Escape', 'Tab', 'F4', '0', '6'].map((name) =>
      key(name, ['control']),
    ),
    ...['q', 'w', 'h', 'm', ',', ' '].map((name) => key(name, ['meta'])),
    ...['F4', 'Tab', 'ArrowLeft', 'Home', ' ', 'Escape'].map((name) => key(name, ['alt'])),
    ...['F1', 'F5', 'F11', 'F12'].map((name) => key(name)),
    key('Delete', ['control', 'alt']),
  ])('%j is ignored', (press) => {
    expect(isForDesk(press)).toBe(false);
  });
});
