import { describe, expect, it } from 'vitest';
import { windowsGuidOf } from '../../shared/guid-order.js';
import { rawOf, parseCardId } from './parse-card-id.js';

// The example of the CM API pages: the card's bytes, and Windows' notation.
const RAW = '3ff188bcba833740826246eba1291c6e';
const GUID = 'bc88f13f-83ba-4037-8262-46eba1291c6e';

describe('a card id as written', () => {
  it.each([
    GUID,
    `{${GUID}}`,
    `{${GUID.toUpperCase()}}`,
    ` ${GUID} `,
    GUID.replaceAll('-', ''),
    `0x${GUID.replaceAll('-', '')}`,
    'BC 88 F1 3F 83 BA 40 37 82 62 46 EB A1 29 1C 6E',
    'bc:88:f1:3f:83:ba:40:37:82:62:46:eb:a1:29:1c:6e',
  ])('%s is 16 bytes in unknown order', (written) => {
    expect(parseCardId(written)).toEqual({ kind: 'guid', digits: GUID.replaceAll('-', '') });
  });

  it.each([
    ['04a1b2c3', '04a1b2c3'],
    ['04:A1:B2:C3', '04a1b2c3'],
    ['04-A1-B2-C3-D4-E5-F6', '04a1b2c3d4e5f6'],
    ['E0 04 01 00 12 34 56 78', 'e004010012345678'],
    ['04a1b2c3d4e5f6a7b8c9', '04a1b2c3d4e5f6a7b8c9'],
  ])('%s is the UID of a contactless card', (written, digits) => {
    expect(parseCardId(written)).toEqual({ kind: 'uid', digits });
  });

  it.each([
    '',
    'x',
    '4a1b2c3',
    '04a1b2c',
    '1:23:45:67',
    '04a1b2',
    `${RAW}00`,
    '1.23E+19',
    `{${GUID}`,
    '04 a1 b2 c3 card',
    'bc88f13g-83ba-4037-8262-46eba1291c6e',
  ])('"%s" is invalid', (written) => {
    expect(parseCardId(written)).toEqual({ kind: 'unreadable' });
  });

  it.each(['00000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', '0'.repeat(32)])('%s is the id of an uninitialized card', (written) => {
    expect(parseCardId(written)).toEqual({ kind: 'blank' });
  });

  it('is read in the chosen order', () => {
    expect(rawOf(GUID.replaceAll('-', ''), 'windows-guid')).toBe(RAW);
    expect(rawOf(RAW, 'raw')).toBe(RAW);
    expect(windowsGuidOf(RAW)).toBe(GUID);
    expect(windowsGuidOf('04a1b2c3')).toBeNull();
  });
});
