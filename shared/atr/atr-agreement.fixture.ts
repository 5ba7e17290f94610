import { expect } from 'vitest';
import { askPeer, type Reading } from './atr-analysis.fixture.js';
import type { InterfaceByte } from './interface-bytes.js';
import { parseAtr, type Atr } from './parse.js';

/** Checks that the station's parser and ATR_analysis agree on each ATR (hexadecimal). */
export async function expectAgreement(atrs: readonly string[]): Promise<void> {
  const half = Math.ceil(atrs.length / 2);
  const peers = (await Promise.all([askPeer(atrs.slice(0, half)), askPeer(atrs.slice(half))])).flat();
  expect(peers).toHaveLength(atrs.length);

  const disagreements = atrs.flatMap((atr, index) => {
    const ours = asPeerSaysIt(parseAtr(atr));
    const theirs = peers[index];
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ atr, ours, theirs }];
  });
  expect(disagreements).toEqual([]);
}

/**
 * Converts the station's result to the wording of ATR_analysis. The tool differs from the standard in three places (ISO/IEC 7816-3 §8.2
 * and 8.3), and this function follows the tool there: if no byte is left after the interface bytes, it stops and does not
 * notice missing ones; it takes a byte as TCK only if it is the very last one; and from the third group on it interprets
 * every byte for T=1 and every TA, not only the first for T=1 and T=15.
 */
function asPeerSaysIt(atr: Atr): Reading {
  const { tck } = atr;
  const isOver = atr.historicalBytes.bytes === '' && tck.state === 'absent' && atr.surplus === '';
  const isTruncated = atr.findings.some(({ code }) => code === 'truncated');
  return {
    convention: atr.convention ?? 'undefined',
    interfaceBytes: atr.interfaceBytes.map(({ position, value }) => `${position}=${value.toString(16).padStart(2, '0')}`),
    meanings: atr.interfaceBytes.flatMap((byte) => meaningAsPeerSaysIt(byte) ?? []),
    protocols: atr.interfaceBytes.flatMap(({ meaning }) => (meaning.kind === 'protocol' ? [meaning.protocol] : [])),
    historicalBytes: isOver ? null : atr.historicalBytes.bytes,
    tck: tck.state === 'absent' || atr.surplus !== '' ? 'none' : tck.isRight ? 'right' : 'wrong',
    length: isOver ? 'right' : isTruncated ? 'truncated' : atr.surplus === '' ? 'right' : 'too long',
  };
}

function meaningAsPeerSaysIt({ position, meaning, value }: InterfaceByte): string | null {
  switch (meaning.kind) {
    case 'bit-rate':
      return `Fi=${meaning.fi ?? 'RFU'}, Di=${meaning.di ?? 'RFU'}`;
    case 'extra-guard-time':
      return `Extra guard time: ${meaning.n}`;
    case 'waiting-time':
      return `Work waiting time: 960 x ${meaning.wi ?? 0}`;
    case 'information-field-size':
      return `IFSC: ${meaning.ifsc ?? value}`;
    case 'block-waiting-times':
      return `Block Waiting Integer: ${meaning.bwi ?? value >> 4} - Character Waiting Integer: ${meaning.cwi}`;
    case 'error-detection':
      return `Error detection code: ${value > 1 ? 'RFU' : meaning.code}`;
    case 'clock-stop-and-classes':
      return `Clock stop: ${clockStopWords[meaning.clockStop]} `;
    case 'unassigned':
      return unassignedAsPeerSaysIt(position, meaning.protocol, value);
    default:
      return null;
  }
}

const clockStopWords = { 'not-supported': 'not supported', 'state-l': 'state L', 'state-h': 'state H', 'no-preference': 'no preference' };

function unassignedAsPeerSaysIt(position: string, protocol: number, value: number): string | null {
  if (position.startsWith('TA')) {
    return protocol === 1 ? `IFSC: ${value}` : `Clock stop: ${Object.values(clockStopWords)[value >> 6] ?? ''} `;
  }
  if (protocol !== 1) return null;
  return position.startsWith('TB')
    ? `Block Waiting Integer: ${value >> 4} - Character Waiting Integer: ${value & 0x0f}`
    : `Error detection code: ${['LRC', 'CRC'][value] ?? 'RFU'}`;
}
