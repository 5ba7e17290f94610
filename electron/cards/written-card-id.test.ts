import { describe, expect, it } from 'vitest';
import { cardKey, isBlankId, isIdOf, possibleTexts, readCardId } from './written-card-id.js';

const text = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const raw = '3ff188bcba833740826246eba1291c6e';
const card = { text, raw };

describe('a written card id', () => {
  it.each([
    ['as the API writes it', text, { text, raw: null }],
    ['in capitals and braces, as SerialNumber has it', `{${text.toUpperCase()}}`, { text, raw: null }],
    ['in parentheses, with spaces around', ` (${text}) `, { text, raw: null }],
    ['without separators, which may be text or bytes', text.replaceAll('-', ''), { text, raw: text.replaceAll('-', '') }],
    ['as bytes with spaces', '3F F1 88 BC BA 83 37 40 82 62 46 EB A1 29 1C 6E', { text: null, raw }],
    ['as bytes with colons', raw.replace(/(..)(?!$)/g, '$1:'), { text: null, raw }],
    ['a contactless UID of four bytes', '04A1B2C3', { text: null, raw: '04a1b2c3' }],
    ['a contactless UID of seven bytes, with a prefix', '0x04a1b2c3d4e5f6', { text: null, raw: '04a1b2c3d4e5f6' }],
  ])('%s', (_how, written, id) => {
    expect(readCardId(written)).toEqual(id);
  });

  it.each([
    '',
    'card 12',
    text.slice(1),
    `${raw}00`,
    '04a1b',
    'xx88f13f-83ba-4037-8262-46eba1291c6e',
    `{${text})`,
    '04a1b2c3d4',
    '3ff188bc ba833740 826246eb a1291c6e',
  ])('“%s” is invalid', (written) => {
    expect(readCardId(written)).toBeNull();
  });

  it.each([text, `{${text}}`, text.replaceAll('-', ''), raw, raw.replace(/(..)(?!$)/g, '$1 ')])(
    '%s matches the card and has its key',
    (written) => {
      const id = readCardId(written);
      expect(id !== null && isIdOf(id, card)).toBe(true);
      expect(id !== null && cardKey(id)).toBe(cardKey({ text, raw }));
      expect(id !== null && possibleTexts(id)).toContain(text);
    },
  );

  it('as text does not match a card with those bytes', () => {
    const turned = { text: '3ff188bc-ba83-3740-8262-46eba1291c6e', raw: text.replaceAll('-', '') };
    expect(isIdOf({ text, raw: null }, turned)).toBe(false);
  });

  it("of a short UID matches the station's, padded with zeros", () => {
    const id = readCardId('04:A1:B2:C3');
    expect(id && possibleTexts(id)).toEqual(['04a1b2c3-0000-0000-0000-000000000000']);
    expect(id && isIdOf(id, { text: '04a1b2c3-0000-0000-0000-000000000000', raw: '04a1b2c3' })).toBe(true);
  });

  it.each(['00000000-0000-0000-0000-000000000000', 'ff'.repeat(16), '00000000'])('%s is blank', (written) => {
    const id = readCardId(written);
    expect(id && isBlankId(id)).toBe(true);
  });
});
