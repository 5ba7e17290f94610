import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, entryHash } from './chain.js';

describe('canonical JSON', () => {
  it('sorts keys at every depth and adds no white space', () => {
    expect(canonicalJson({ b: [1, { z: null, a: true }], a: 'é\n' })).toBe('{"a":"é\\n","b":[1,{"a":true,"z":null}]}');
  });

  it('is independent of key order and parses back to the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual({ ...value });
      }),
    );
  });

  it('rejects fractions, which languages write differently', () => {
    expect(() => canonicalJson({ a: 0.5 })).toThrow(RangeError);
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  });
});

it('the hash of an entry depends on the previous hash and its own text', () => {
  const previous = 'ab'.repeat(32);
  expect(entryHash(previous, '{"é":1}')).toBe(
    createHash('sha256')
      .update(Buffer.from(`${previous}\n{"é":1}`, 'utf8'))
      .digest('hex'),
  );
});
