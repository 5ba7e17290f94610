import { describe, expect, it } from 'vitest';
import { serialKeyOf } from './serial-key.js';

describe('the key of a serial number', () => {
  it.each([
    [' sn-0012/ab ', 'SN0012-AB'],
    ['SN 0012', 'SN0012'],
    ['SN0012', 'SN0012'],
    ['1–11', '1-11'],
    ['1 / 11', '1-11'],
    ['11-1', '11-1'],
    ['111', '111'],
    ['1.11', '1-11'],
    ['１０２３', '1023'],
    ['04:a1:b2:c3', '04A1B2C3'],
    ['12:34', '12-34'],
    ['(0042)', '0042'],
    ['—', ''],
  ])('of %s is %s', (serial, key) => {
    expect(serialKeyOf(serial)).toBe(key);
  });
});
