import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.js';
import { parseAtr, type Atr } from './parse.js';

const positions = (atr: Atr) => atr.interfaceBytes.map(({ position }) => position).join(' ');
const codes = (atr: Atr) => atr.findings.map(({ code }) => code);

describe('parseAtr', () => {
  it('decodes the ATR of a GIDS card', () => {
    const atr = parseAtr('3b8d0180fba000000397425446590301c8');
    expect(atr).toMatchObject({
      convention: 'direct',
      ts: 0x3b,
      t0: 0x8d,
      interfaceBytes: [{ position: 'TD1', offset: 2, value: 0x01, meaning: { kind: 'protocol', protocol: 1, follow: [] } }],
      protocols: [1],
      historicalBytes: { bytes: '80fba000000397425446590301', content: { format: 'compact-tlv' } },
      contactless: null,
      tck: { state: 'present', isRequired: true, value: 0xc8, isRight: true },
      surplus: '',
      findings: [],
    });
    expect(atr.transmission).toEqual({
      mode: { mode: 'negotiable' },
      bitRate: { fi: 372, di: 1, fMaxHz: 5_000_000 },
      extraGuardTime: 0,
      t0: null,
      t1: { ifsc: 32, cwi: 13, bwi: 4, errorDetection: 'LRC' },
      clockStop: 'not-supported',
      classes: ['A'],
      spu: 'not-used',
    });
  });

  it('follows the chain over T=1 and T=15 (the example of ETSI TS 102 221 annex D)', () => {
    const body = '979580b1fe001f428031a073be2117';
    const tck = [...(fromHex(body) ?? [])].reduce((sum, byte) => sum ^ byte, 0);
    const atr = parseAtr(`3b${body}${tck.toString(16)}`);
    expect(positions(atr)).toBe('TA1 TD1 TD2 TA3 TB3 TD3 TA4');
    expect(atr.protocols).toEqual([0, 1]);
    expect(atr.transmission).toMatchObject({
      bitRate: { fi: 512, di: 16, fMaxHz: 5_000_000 },
      t0: { wi: 10 },
      t1: { ifsc: 254, cwi: 0, bwi: 0, errorDetection: 'LRC' },
      clockStop: 'state-l',
      classes: ['B'],
    });
    expect(atr.findings).toEqual([]);
  });

  it('decodes every interface byte that has a meaning', () => {
    // TA1 TB1 TC1 TD1(T=0) TA2 TB2 TC2 TD2(T=1) TA3 TB3 TC3 TD3(T=15) TA4 TB4
    const atr = parseAtr('3ff0' + '1125fff0' + '9132' + '14f1' + '8043' + '013f' + 'c780');
    expect(atr.convention).toBe('inverse');
    expect(atr.interfaceBytes.map(({ meaning }) => meaning)).toEqual([
      { kind: 'bit-rate', fi: 372, di: 1, fMaxHz: 5_000_000 },
      { kind: 'programming-voltage', volts: 5 },
      { kind: 'extra-guard-time', n: 255 },
      { kind: 'protocol', protocol: 0, follow: ['A', 'B', 'C', 'D'] },
      { kind: 'specific-mode', protocol: 1, canChange: false, bitRate: 'implicit' },
      { kind: 'programming-voltage-2', decivolts: 50 },
      { kind: 'waiting-time', wi: 20 },
      { kind: 'protocol', protocol: 1, follow: ['A', 'B', 'C', 'D'] },
      { kind: 'information-field-size', ifsc: 128 },
      { kind: 'block-waiting-times', cwi: 3, bwi: 4 },
      { kind: 'error-detection', code: 'CRC' },
      { kind: 'protocol', protocol: 15, follow: ['A', 'B'] },
      { kind: 'clock-stop-and-classes', clockStop: 'no-preference', classes: ['A', 'B', 'C'] },
      { kind: 'spu-use', use: 'proprietary' },
    ]);
    expect(atr.transmission).toMatchObject({
      mode: { mode: 'specific', protocol: 1, canChange: false, bitRate: 'implicit' },
      extraGuardTime: 255,
      t0: { wi: 20 },
      t1: { ifsc: 128, cwi: 3, bwi: 4, errorDetection: 'CRC' },
      spu: 'proprietary',
    });
  });

  it('interprets only the first byte for a protocol', () => {
    // TD1 T=1, TD2 T=1: TA3 and TD3 T=1: TA4.
    const atr = parseAtr('3b80' + '81' + '91' + 'fe' + '11' + '20');
    expect(atr.interfaceBytes.map(({ meaning }) => meaning.kind)).toEqual([
      'protocol',
      'protocol',
      'information-field-size',
      'protocol',
      'unassigned',
    ]);
    expect(atr.transmission.t1?.ifsc).toBe(254);
  });

  it.each([
    ['no bytes', '', [{ code: 'truncated', at: 'TS', missing: 2 }]],
    ['TS alone', '3b', [{ code: 'truncated', at: 'T0', missing: 1 }]],
    ['only TS and T0', '3b92', [{ code: 'truncated', at: 'TA1', missing: 4 }]],
    ['an end within interface bytes', '3bf01100', [{ code: 'truncated', at: 'TC1', missing: 2 }]],
    ['too few historical bytes', '3b0441', [{ code: 'truncated', at: 'historical-bytes', missing: 3 }]],
    ['an extra byte that is not a TCK', '3b01410000', [{ code: 'surplus', count: 2 }]],
    ['a TCK that is not allowed', '3b014140', [{ code: 'tck-not-allowed', value: 0x40 }]],
    ['a missing TCK', '3b810141', [{ code: 'tck-missing', expected: 0xc1 }]],
    ['a wrong TCK', '3b81014100', [{ code: 'tck-wrong', value: 0x00, expected: 0xc1 }]],
    ['bytes after TCK', '3b810141c1aabb', [{ code: 'surplus', count: 2 }]],
    ['an undefined TS', '3c0141', [{ code: 'ts-undefined', value: 0x3c }]],
    ['upper case', '3B0141', [{ code: 'not-hex' }]],
    ['half a byte', '3b014', [{ code: 'not-hex' }]],
    ['T=15 in TD1', '3b800f8f', [{ code: 't15-in-td1' }]],
    ['T=0 after T=1', '3b80810001', [{ code: 'protocols-out-of-order', protocols: [1, 0] }]],
    ['a reserved protocol', '3b800585', [{ code: 'reserved-value', position: 'TD1', field: 'T' }]],
    [
      'reserved Fi and Di',
      '3b1070',
      [
        { code: 'reserved-value', position: 'TA1', field: 'Fi' },
        { code: 'reserved-value', position: 'TA1', field: 'Di' },
      ],
    ],
    ['reserved bits in TA2', '3b801060', [{ code: 'reserved-value', position: 'TA2', field: 'TA2' }]],
    ['a waiting time of 0', '3b804000', [{ code: 'reserved-value', position: 'TC2', field: 'WI' }]],
    [
      'reserved T=1 parameters',
      '3b808171ffa00241',
      [
        { code: 'reserved-value', position: 'TA3', field: 'IFSC' },
        { code: 'reserved-value', position: 'TB3', field: 'BWI' },
        { code: 'reserved-value', position: 'TC3', field: 'EDC' },
        { code: 'tck-wrong', value: 0x41, expected: 0x2d },
      ],
    ],
    [
      'reserved T=15 values',
      '3b80803f05013a',
      [
        { code: 'reserved-value', position: 'TA3', field: 'class' },
        { code: 'reserved-value', position: 'TB3', field: 'SPU' },
        { code: 'tck-wrong', value: 0x3a, expected: 0x3b },
      ],
    ],
  ])('reports %s', (_, hex, findings) => {
    expect(parseAtr(hex).findings).toEqual(findings);
  });

  it('reports an ATR longer than 33 bytes and still decodes it', () => {
    const atr = parseAtr('3b0141' + '00'.repeat(31));
    expect(codes(atr)).toEqual(['too-long', 'surplus']);
    expect(atr.historicalBytes.bytes).toBe('41');
  });

  it('reports no protocol if the ATR ends before it could name one', () => {
    expect(parseAtr('3b80').protocols).toEqual([]);
    expect(parseAtr('3b00').protocols).toEqual([0]);
  });
});

describe('parseAtr on any bytes', () => {
  const anyBytes = fc.uint8Array({ minLength: 0, maxLength: 64 });
  /** Generates bytes that resemble an ATR long enough to reach every part of the parser. */
  const likely = fc.tuple(fc.constantFrom(0x3b, 0x3f), anyBytes).map(([ts, rest]) => Uint8Array.of(ts, ...rest));
  const inputs = fc.oneof(anyBytes, likely);

  it('keeps every byte: the parts add up to the input', () => {
    fc.assert(
      fc.property(inputs, (bytes) => {
        expect(assembled(parseAtr(bytes))).toBe(toHex(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same result for hex and for bytes, every time', () => {
    fc.assert(
      fc.property(inputs, (bytes) => {
        expect(parseAtr(toHex(bytes))).toEqual(parseAtr(bytes));
      }),
    );
  });

  it('returns a result for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const isHex = /^(?:[0-9a-f]{2})*$/.test(text);
        expect(codes(parseAtr(text)).includes('not-hex')).toBe(!isHex);
      }),
    );
  });

  it('reports an ATR as truncated wherever it is cut', () => {
    fc.assert(
      fc.property(whole(), fc.nat(), (bytes, at) => {
        expect(parseAtr(bytes).findings.filter(({ code }) => lengthCodes.has(code))).toEqual([]);
        const cut = parseAtr(bytes.subarray(0, at % bytes.length));
        expect(codes(cut).filter((code) => lengthCodes.has(code))).toHaveLength(1);
      }),
    );
  });

  it('detects any changed bit in the historical bytes or TCK', () => {
    fc.assert(
      fc.property(whole(), fc.nat(), (bytes, at) => {
        const atr = parseAtr(bytes);
        fc.pre(atr.tck.state === 'present');
        // The bytes before them determine the length of the ATR; a change there can produce another valid one.
        const covered = atr.historicalBytes.bytes.length / 2 + 1;
        const bit = at % (covered * 8);
        const place = bytes.length - covered + (bit >> 3);
        const changed = bytes.map((byte, index) => (index === place ? byte ^ (1 << (bit & 7)) : byte));
        expect(codes(parseAtr(changed))).toContain('tck-wrong');
      }),
    );
  });
});

const lengthCodes = new Set(['truncated', 'tck-missing', 'surplus', 'tck-not-allowed']);

/** Generates complete ATRs of up to four groups: correct in length and TCK, with any values. */
function whole(): fc.Arbitrary<Uint8Array> {
  const group = fc.record({ y: fc.nat(7), protocol: fc.constantFrom(0, 1, 14, 15), values: fc.uint8Array({ minLength: 3, maxLength: 3 }) });
  return fc
    .tuple(fc.constantFrom(0x3b, 0x3f), fc.array(group, { minLength: 1, maxLength: 4 }), fc.uint8Array({ maxLength: 15 }))
    .map(([ts, groups, historical]) => {
      const bytes: number[] = [ts];
      groups.forEach(({ y, values }, index) => {
        const more = index < groups.length - 1 ? 8 : 0;
        const low = index === 0 ? historical.length : (groups[index - 1]?.protocol ?? 0);
        bytes.push(((y | more) << 4) | low);
        [0, 1, 2].forEach((letter) => {
          if ((y & (1 << letter)) !== 0) bytes.push(values[letter] ?? 0);
        });
      });
      bytes.push(...historical);
      const needsTck = groups.slice(0, -1).some(({ protocol }) => protocol !== 0);
      if (needsTck) bytes.push(bytes.slice(1).reduce((sum, byte) => sum ^ byte, 0));
      return Uint8Array.from(bytes);
    });
}

function assembled(atr: Atr): string {
  const { ts, t0, interfaceBytes, historicalBytes, tck, surplus } = atr;
  const head = [ts, t0].filter((byte) => byte !== null);
  const check = tck.state === 'present' ? [tck.value] : [];
  const hex = (bytes: readonly number[]) => toHex(Uint8Array.from(bytes));
  return hex([...head, ...interfaceBytes.map(({ value }) => value)]) + historicalBytes.bytes + hex(check) + surplus;
}
