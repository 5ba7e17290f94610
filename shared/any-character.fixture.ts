import fc from 'fast-check';

/** Surrogates, which are half characters. */
const [FIRST_SURROGATE, SURROGATES] = [0xd800, 0x800];

/** For random texts: any code point of Unicode. fast-check's own `unit: 'binary'` takes two seconds of processor time to prepare. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES })
  .map((code) => String.fromCodePoint(code < FIRST_SURROGATE ? code : code + SURROGATES));
