import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElementTooLong, JsonElements } from './json-elements.js';

/** Parses a text in chunks of the given sizes; the last size repeats. */
function read(text: string | Buffer, sizes: readonly number[] = [7], longest = 1e6) {
  const bytes = Buffer.from(text);
  const elements: unknown[] = [];
  const reader = new JsonElements((element) => elements.push(element), longest);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? 1;
    const chunk = bytes.subarray(at, at + size);
    for (let taken = 0; taken < chunk.length;) taken = reader.push(chunk, taken);
    at += size;
  }
  return { shape: reader.end(), elements };
}

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 });

describe('the streaming JSON parser', () => {
  it('emits the elements of any list, however it is chunked', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), sizes, fc.constantFrom(0, 1, 2), (list, cuts, indent) => {
        const text = JSON.stringify(list, null, indent);
        expect(read(text, cuts)).toEqual({ shape: 'list', elements: JSON.parse(text) as unknown });
      }),
    );
  });

  it('emits any other value, however it is chunked', () => {
    const value = fc.jsonValue().filter((json) => !Array.isArray(json));
    fc.assert(
      fc.property(value, sizes, (json, cuts) => {
        const text = JSON.stringify(json);
        expect(read(text, cuts)).toEqual({ shape: 'value', elements: [JSON.parse(text)] });
      }),
    );
  });

  it('accepts and rejects the same texts as JSON.parse', () => {
    const pieces = ['[', ']', '{', '}', ',', ':', '"', '\\', '1', 'true', 'é', ' ', '"a"', '{"a":[1]}'];
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const takes = (work: () => unknown): boolean => {
      try {
        work();
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return false;
      }
    };
    fc.assert(
      fc.property(
        text.filter((json) => json.trim() !== ''),
        sizes,
        (json, cuts) => {
          expect(takes(() => read(json, cuts))).toBe(takes(() => JSON.parse(json)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('skips a byte order mark and whitespace, and reports nothing for them', () => {
    expect(read('\uFEFF [ 1 , "a,]" ] \r\n', [1])).toEqual({ shape: 'list', elements: [1, 'a,]'] });
    expect(read(' \n')).toEqual({ shape: 'nothing', elements: [] });
    expect(read('')).toEqual({ shape: 'nothing', elements: [] });
  });

  it.each(['[1', '["a', '[{"a":1}', '[1,]', '[,1]', '[1]]', '[1] 2'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(SyntaxError);
  });

  it('limits each element, not the list', () => {
    const list = (length: number): string => JSON.stringify([1, 'x'.repeat(length), 2]);
    expect(read(list(90), [7], 100).elements).toHaveLength(3);
    expect(() => read(list(110), [7], 100)).toThrow(ElementTooLong);
    expect(() => read('x'.repeat(110), [7], 100)).toThrow(ElementTooLong);
  });
});
