import { expect, it } from 'vitest';
import { isNewer } from './versions.js';

it.each([
  ['1.2.1', '1.2.0', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.99.99', true],
  ['1.2.0', '1.2.0', false],
  ['1.9.9', '1.10.0', false],
  ['0.9.0', '1.0.0', false],
  ['1.2', '1.1.0', null],
  ['1.2.0', '1.2.0-beta.1', null],
  ['1.2.0+5', '1.1.0', null],
  ['', '1.1.0', null],
])('version %s is newer than %s: %s', (version, other, expected) => {
  expect(isNewer(version, other)).toBe(expected);
});
