import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, entryHash } from './chain.js';

describe('the canonical form', () => {
  it('sorts keys, at every depth, and adds no white space', () => {
    expect(canonicalJson({ b: [1, { z: null, a: true }], a: 'é\n' })).toBe('{"a":"é\\n","b":[1,{"a":true,"z":null}]}');
  });

  it('is the same whatever order the keys came in, and reads back as what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual({ ...value });
      }),
    );
  });

  it('refuses fractions, which languages write differently', () => {
    expect(() => canonicalJson({ a: 0.5 })).toThrow(RangeError);
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  });
});

it('an entry commits to the hash before it and to its own text', () => {
  const previous = 'ab'.repeat(32);
  expect(entryHash(previous, '{"é":1}')).toBe(
    createHash('sha256')
      .update(Buffer.from(`${previous}\n{"é":1}`, 'utf8'))
      .digest('hex'),
  );
});
