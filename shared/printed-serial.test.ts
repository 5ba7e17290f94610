import { describe, expect, it } from 'vitest';
import { serialObjection, type SerialReason } from './printed-serial.js';

describe('a scanned number', () => {
  it.each<[string, string | undefined, SerialReason | null]>([
    ['SN-0012', 'SN-0012', null],
    ['SN-0012', 'sn0012', null],
    ['1-11', '1–11', null],
    ['SN-0012', 'ＳＮ００１２', null],
    ['1-11', '11-1', 'other-serial'],
    ['SN-0012', 'SN-012', 'other-serial'],
    ['SN-0012', 'SN-OO12', 'other-serial'],
    ['SN-0012', 'ЅN-0012', 'other-serial'],
    ['SN-0012', '', 'not-entered'],
    ['SN-0012', undefined, 'not-entered'],
  ])('of a card with %s, entered as %s', (serial, entered, reason) => {
    expect(serialObjection({ serial }, entered)).toBe(reason);
  });

  it('is refused if the stock has no serial number to compare with', () => {
    expect(serialObjection({ serial: ' - ' }, '-')).toBe('no-serial');
    expect(serialObjection({ serial: '' }, undefined)).toBe('no-serial');
    expect(serialObjection(null, 'SN-0012')).toBe('card-unknown');
  });
});
