import type { TFunction } from 'i18next';
import { fromHex } from '../../shared/atr/hex.js';
import type { AtrFinding } from '../../shared/atr/finding.js';
import type { CompactTlv, HistoricalContent } from '../../shared/atr/historical-bytes.js';
import type { Atr } from '../../shared/atr/parse.js';

/** Subject of a line; the order is the display order. */
export type AtrTopic =
  | 'convention'
  | 'protocols'
  | 'mode'
  | 'speed'
  | 'guard'
  | 'waiting'
  | 'blocks'
  | 'power'
  | 'historical'
  | 'meaning'
  | 'contactless'
  | 'tck'
  | 'findings';

/** One line of text about an answer to reset. */
export interface AtrLine {
  readonly topic: AtrTopic;
  readonly value: string;
}

/** Formats bytes with spaces between them. */
export function spacedHex(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(' ');
}

const byteHex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** Describes an answer to reset in text (ISO/IEC 7816-3 and 7816-4, PC/SC part 3), one line per subject. */
export function atrLines(t: TFunction, number: (value: number) => string, atr: Atr): readonly AtrLine[] {
  const { transmission } = atr;
  const { mode, bitRate, extraGuardTime, t0, t1, clockStop, classes } = transmission;
  const reserved = t('cardDetails.atr.reserved');
  const of = (value: number | null): string => (value === null ? reserved : number(value));
  const { fi, di, fMaxHz } = bitRate;
  const lines: readonly { readonly topic: AtrTopic; readonly value: string | null }[] = [
    { topic: 'convention', value: t(`cardDetails.atr.convention.${atr.convention ?? 'undefined'}`) },
    { topic: 'protocols', value: atr.protocols.map((protocol) => `T=${String(protocol)}`).join(', ') },
    {
      topic: 'mode',
      value:
        mode.mode === 'negotiable'
          ? t('cardDetails.atr.negotiable')
          : t(mode.canChange ? 'cardDetails.atr.specific' : 'cardDetails.atr.specificFixed', { protocol: String(mode.protocol) }),
    },
    {
      topic: 'speed',
      value:
        fi === null || di === null || fMaxHz === null
          ? t('cardDetails.atr.speedReserved', { fi: of(fi), di: of(di) })
          : t('cardDetails.atr.speed', {
              fi: String(fi),
              di: String(di),
              mhz: number(fMaxHz / 1_000_000),
              bits: number(Math.round((fMaxHz * di) / fi)),
            }),
    },
    { topic: 'guard', value: t('cardDetails.atr.guard', { n: String(extraGuardTime) }) },
    { topic: 'waiting', value: t0 === null ? null : `WI ${of(t0.wi)}` },
    {
      topic: 'blocks',
      value: t1 === null ? null : `IFSC ${of(t1.ifsc)}, BWI ${of(t1.bwi)}, CWI ${of(t1.cwi)}, ${t1.errorDetection}`,
    },
    {
      topic: 'power',
      value: `${classes === null ? reserved : classes.map((one) => `${one} (${number(VOLTS[one])}\u00A0V)`).join(', ')}${t('punctuation.separator')}${t(`cardDetails.atr.clockStop.${clockStop}`)}`,
    },
    { topic: 'historical', value: atr.historicalBytes.bytes === '' ? t('cardDetails.atr.none') : spacedHex(atr.historicalBytes.bytes) },
    { topic: 'meaning', value: sayHistorical(t, atr) },
    { topic: 'contactless', value: sayContactless(t, atr) },
    { topic: 'tck', value: sayTck(t, atr) },
    { topic: 'findings', value: atr.findings.map((finding) => sayFinding(t, finding)).join(' ') },
  ];
  return lines.flatMap(({ topic, value }) => (value === null || value === '' ? [] : [{ topic, value }]));
}

/** Supply voltage of each class of operating conditions (7816-3 §5.1.3). */
const VOLTS = { A: 5, B: 3, C: 1.8 } as const;

function sayHistorical(t: TFunction, { historicalBytes: { bytes, content } }: Atr): string {
  if (content.format === 'none') return '';
  const parts = [t(`cardDetails.atr.format.${content.format}`), ...objectsOf(content).map((object) => sayObject(t, object))];
  const text = content.format === 'proprietary' ? readable(bytes) : null;
  if (text !== null) parts.push(t('punctuation.quoted', { text }));
  if (content.format === 'compact-tlv-and-status' && content.status?.statusWord !== undefined && content.status.statusWord !== null)
    parts.push(t('punctuation.pair', { name: t('cardDetails.atr.object.status'), value: content.status.statusWord.toUpperCase() }));
  return parts.join(t('punctuation.separator'));
}

function objectsOf(content: HistoricalContent): readonly CompactTlv[] {
  return content.format === 'compact-tlv' || content.format === 'compact-tlv-and-status' ? content.objects : [];
}

function sayObject(t: TFunction, { meaning, tag, value }: CompactTlv): string {
  if (meaning.kind === 'other')
    return t('punctuation.pair', {
      name: t('cardDetails.atr.object.other', { tag: tag.toString(16).toUpperCase() }),
      value: spacedHex(value),
    });
  return t('punctuation.pair', { name: t(`cardDetails.atr.object.${meaning.kind}`), value: spacedHex(value) });
}

/** Returns the bytes as text if all of them are printable; null otherwise. */
function readable(hex: string): string | null {
  const bytes = fromHex(hex) ?? new Uint8Array();
  return bytes.length > 2 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? String.fromCharCode(...bytes) : null;
}

function sayContactless(t: TFunction, { contactless }: Atr): string {
  if (contactless === null) return '';
  if (contactless.form === 'iso14443-4') return t('cardDetails.atr.iso14443');
  const { standard, name, standardCode, nameCode } = contactless;
  return t('cardDetails.atr.storage', {
    name: name ?? `${byteHex(nameCode >> 8)} ${byteHex(nameCode & 0xff)}`,
    standard: standard ?? byteHex(standardCode),
  });
}

function sayTck(t: TFunction, { tck, findings }: Atr): string {
  if (tck.state === 'present') return t(`cardDetails.atr.tck.${tck.isRight ? 'right' : 'wrong'}`, { value: byteHex(tck.value) });
  const state = findings.some(({ code }) => code === 'tck-missing') ? 'missing' : 'absent';
  return t(`cardDetails.atr.tck.${state}`);
}

function sayFinding(t: TFunction, finding: AtrFinding): string {
  switch (finding.code) {
    case 'truncated':
      return t('cardDetails.atr.finding.truncated', { at: finding.at, missing: String(finding.missing) });
    case 'too-long':
      return t('cardDetails.atr.finding.too-long', { length: String(finding.length) });
    case 'surplus':
      return t('cardDetails.atr.finding.surplus', { count: finding.count });
    case 'reserved-value':
      return t('cardDetails.atr.finding.reserved-value', { field: finding.field, position: finding.position });
    case 'object-truncated':
    case 'object-length':
      return t('cardDetails.atr.finding.object', { tag: finding.tag.toString(16).toUpperCase() });
    case 'tck-missing':
    case 'tck-wrong':
      return t('cardDetails.atr.finding.tck-expected', { value: byteHex(finding.expected) });
    case 'not-hex':
    case 'ts-undefined':
    case 't15-in-td1':
    case 'protocols-out-of-order':
    case 'tck-not-allowed':
    case 'reserved-category':
    case 'historical-bytes-too-short':
      return t(`cardDetails.atr.finding.${finding.code}`);
  }
}
