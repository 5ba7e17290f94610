import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.js';
import { applicationIdentifiers, decodeHistoricalBytes, type HistoricalContent } from './historical-bytes.js';

function decode(hex: string) {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error(`Not hex: ${hex}`);
  return decodeHistoricalBytes(bytes);
}

describe('decodeHistoricalBytes', () => {
  it('reads card service data and card capabilities (ETSI TS 102 221 annex D)', () => {
    const { content, findings } = decode('8031a073be2117');
    expect(findings).toEqual([]);
    expect(content).toEqual({
      format: 'compact-tlv',
      objects: [
        {
          tag: 3,
          length: 1,
          value: 'a0',
          meaning: {
            kind: 'card-service-data',
            services: {
              selectsByFullDfName: true,
              selectsByPartialDfName: false,
              objectsInEfDir: true,
              objectsInEfAtr: false,
              access: 'read-record',
              hasMasterFile: true,
            },
          },
        },
        {
          tag: 7,
          length: 3,
          value: 'be2117',
          meaning: {
            kind: 'card-capabilities',
            capabilities: {
              selection: {
                byFullDfName: true,
                byPartialDfName: false,
                byPath: true,
                byFileIdentifier: true,
                implicit: true,
                shortEfIdentifier: true,
                recordNumber: true,
                recordIdentifier: false,
              },
              dataCoding: { efsOfTlvStructure: false, write: 'proprietary', ffBeginsTag: false, dataUnitQuartets: 2 },
              commands: { commandChaining: false, extendedLengths: false, channelsAssignedBy: 'card', mostChannels: 8 },
            },
          },
        },
      ],
    });
  });

  it('reads the status at the end of category 00', () => {
    expect(decode('0031c0059000').content).toMatchObject({
      format: 'compact-tlv-and-status',
      objects: [{ tag: 3, value: 'c0' }],
      status: { lifeCycle: 'operational-activated', statusWord: '9000' },
    });
  });

  it.each([
    ['8105', { lifeCycle: 'operational-activated', statusWord: null }],
    ['829000', { lifeCycle: null, statusWord: '9000' }],
    ['83079000', { lifeCycle: 'operational-activated', statusWord: '9000' }],
    ['8100', { lifeCycle: 'not-given', statusWord: null }],
    ['8101', { lifeCycle: 'creation', statusWord: null }],
    ['8103', { lifeCycle: 'initialisation', statusWord: null }],
    ['8104', { lifeCycle: 'operational-deactivated', statusWord: null }],
    ['810f', { lifeCycle: 'termination', statusWord: null }],
    ['8102', { lifeCycle: 'reserved', statusWord: null }],
    ['8110', { lifeCycle: 'proprietary', statusWord: null }],
  ])('reads the status object %s of category 80', (object, status) => {
    expect(decode(`80${object}`)).toMatchObject({ content: { objects: [{ meaning: { kind: 'status', status } }] }, findings: [] });
  });

  it('reads the DIR data reference of category 10', () => {
    expect(decode('1042')).toEqual({ content: { format: 'dir-reference', reference: 0x42 }, findings: [] });
  });

  it.each([
    ['no bytes', '', 'none'],
    ['a proprietary category', '41', 'proprietary'],
    ['category 7f', '7f0102', 'proprietary'],
    ['category 90', '900102', 'proprietary'],
  ])('does not decode %s', (_, hex, format) => {
    expect(decode(hex)).toEqual({ content: { format }, findings: [] });
  });

  it.each([
    ['a reserved category', '8f01', { code: 'reserved-category', value: 0x8f }],
    ['category 00 without its status', '009000', { code: 'historical-bytes-too-short', category: 0x00, length: 3 }],
    ['category 10 without its reference', '10', { code: 'historical-bytes-too-short', category: 0x10, length: 1 }],
    ['an object longer than the bytes left', '8065b0', { code: 'object-truncated', tag: 6, length: 5, available: 1 }],
    ['two bytes of card service data', '8032c0c0', { code: 'object-length', tag: 3, length: 2 }],
    ['four bytes of card capabilities', '807400000000', { code: 'object-length', tag: 7, length: 4 }],
    ['a status of four bytes', '808400000000', { code: 'object-length', tag: 8, length: 4 }],
  ])('reports %s', (_, hex, finding) => {
    expect(decode(hex).findings).toEqual([finding]);
  });

  it('lists the application identifiers', () => {
    expect(applicationIdentifiers(decode('8073cc91cbf9a00000030800001000').content)).toEqual(['a00000030800001000']);
    expect(applicationIdentifiers(decode('59756269').content)).toEqual([]);
  });

  it('keeps every byte of compact-TLV objects', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x00, 0x80), fc.uint8Array({ maxLength: 20 }), (category, rest) => {
        const { content } = decodeHistoricalBytes(Uint8Array.of(category, ...rest));
        expect(withoutStatus(content)).toBe(
          category === 0x80 ? toHex(rest) : toHex(rest.length < 3 ? new Uint8Array() : rest.subarray(0, -3)),
        );
      }),
    );
  });
});

function withoutStatus(content: HistoricalContent): string {
  if (content.format !== 'compact-tlv' && content.format !== 'compact-tlv-and-status') throw new Error(content.format);
  return content.objects.map(({ tag, length, value }) => toHex(Uint8Array.of((tag << 4) | length)) + value).join('');
}
