import { describe, expect, it } from 'vitest';
import { parseAtr } from './parse.js';

describe('the ATR of a contactless card (PC/SC part 3)', () => {
  it.each([
    ['3b8f8001804f0ca000000306030001000000006a', 'ISO 14443 A, part 3', 'MIFARE Classic 1K'],
    ['3b8f8001804f0ca0000003060300020000000069', 'ISO 14443 A, part 3', 'MIFARE Classic 4K'],
    ['3b8f8001804f0ca0000003060300030000000068', 'ISO 14443 A, part 3', 'MIFARE Ultralight'],
    ['3b8f8001804f0ca0000003060b00140000000077', 'ISO 15693, part 3', 'ICODE SLI'],
    ['3b8f8001804f0ca00000030611003b0000000042', 'FeliCa', 'FeliCa'],
    ['3b8f8001804f0ca00000030603ff2800000000bc', 'ISO 14443 A, part 3', null],
  ])('names the storage card of %s', (hex, standard, name) => {
    const atr = parseAtr(hex);
    expect(atr.contactless).toMatchObject({ form: 'storage', standard, name });
    expect(atr.historicalBytes.content).toEqual({ format: 'pcsc-storage-card' });
    expect(atr.findings).toEqual([]);
  });

  it('keeps the codes of an unregistered storage card', () => {
    const atr = parseAtr('3b8f8001804f0ca0000003067fabcd0000000070');
    expect(atr.contactless).toEqual({ form: 'storage', standardCode: 0x7f, standard: null, nameCode: 0xabcd, name: null });
  });

  it('recognizes an ISO/IEC 14443-4 card with and without historical bytes', () => {
    expect(parseAtr('3b8180018080').contactless).toEqual({ form: 'iso14443-4', ifTypeB: null });
    expect(parseAtr('3b80800101').contactless).toEqual({ form: 'iso14443-4', ifTypeB: null });
    expect(parseAtr('3b8d80018073c021c057597562694b6579f9').historicalBytes.content.format).toBe('compact-tlv');
  });

  it('offers the type B reading of eight bytes where it is possible', () => {
    const typeB = parseAtr('3b888001000000003381818000');
    expect(typeB.contactless).toEqual({
      form: 'iso14443-4',
      ifTypeB: { applicationData: '00000000', protocolInfo: '338181', mbli: 8 },
    });
    // A protocol type without ISO/IEC 14443-4, or a last byte that is not an MBLI: these cards are type A.
    expect(parseAtr('3b888001000000003380818000').contactless).toEqual({ form: 'iso14443-4', ifTypeB: null });
    expect(parseAtr('3b888001000000003381818100').contactless).toEqual({ form: 'iso14443-4', ifTypeB: null });
  });

  it.each([
    ['a card with contacts', '3b8d0180fba000000397425446590301c8'],
    ['inverse convention', '3f8180018080'],
    ['historical bytes cut short', '3b8f8001804f0ca0000003'],
  ])('does not treat %s as a contactless card', (_, hex) => {
    expect(parseAtr(hex).contactless).toBeNull();
  });

  it('finds no storage card if the identifier is not that of the PC/SC Workgroup', () => {
    expect(parseAtr('3b8f8001804f0ca0000003970300010000000000').contactless).toMatchObject({ form: 'iso14443-4' });
  });
});
