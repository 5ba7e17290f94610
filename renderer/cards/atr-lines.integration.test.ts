import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { askPeer, isPeerInstalled, listedAtrs, type Reading } from '../../shared/atr/atr-analysis.fixture.js';
import { parseAtr } from '../../shared/atr/parse.js';
import { en } from '../i18n/en.js';
import { atrLines, type AtrTopic } from './atr-lines.js';

/** Number of ATRs tested, evenly spread over the public list. */
const SAMPLE = 50;

let said: (atr: string) => ReadonlyMap<AtrTopic, string>;
beforeAll(async () => {
  const t = await i18next
    .createInstance()
    .init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
  said = (atr) => new Map(atrLines(t, String, parseAtr(atr)).map(({ topic, value }) => [topic, value]));
});

/** Returns the line of the card details that a meaning in the tool's words corresponds to. */
function expectedLine(words: string): readonly [AtrTopic, RegExp] | null {
  const numbers = [...words.matchAll(/-?\d+/g)].map(([digits]) => digits);
  const [first = '', second = ''] = numbers;
  if (words.startsWith('Fi='))
    return words.includes('RFU') ? ['speed', /reserved/] : ['speed', new RegExp(`^Fi ${first}, Di ${second}\\b`)];
  if (words.startsWith('Extra guard')) return ['guard', new RegExp(`^N = ${first}$`)];
  if (words.startsWith('Work waiting')) return ['waiting', new RegExp(`^WI (${second}|reserved value)$`)];
  if (words.startsWith('IFSC')) return ['blocks', new RegExp(`^IFSC (${first}|reserved value),`)];
  if (words.startsWith('Block Waiting')) return ['blocks', new RegExp(`BWI (${first}|reserved value), CWI ${second},`)];
  if (words.startsWith('Error detection')) return ['blocks', words.includes('CRC') ? /CRC$/ : /LRC$/];
  if (words.startsWith('Clock stop')) {
    const state = words.slice('Clock stop: '.length).trim();
    const ours = {
      'not supported': 'clock stop not supported',
      'state L': 'may stop low',
      'state H': 'may stop high',
      'no preference': 'may stop$',
    }[state];
    return ours === undefined ? null : ['power', new RegExp(ours)];
  }
  return null;
}

function disagreements(atr: string, peer: Reading): string[] {
  const lines = said(atr);
  const line = (topic: AtrTopic): string => lines.get(topic) ?? '';
  const wrong: string[] = [];
  const check = (topic: AtrTopic, isRight: boolean, theirs: unknown): void => {
    if (!isRight) wrong.push(`${atr}: ${topic} is “${line(topic)}”; ATR_analysis: ${JSON.stringify(theirs)}`);
  };
  check('convention', line('convention').startsWith(peer.convention), peer.convention);
  const protocols = [...new Set(peer.protocols.filter((protocol) => protocol !== 15))];
  const offered = peer.interfaceBytes.some((byte) => byte.startsWith('TD1=')) ? protocols : [0];
  check('protocols', line('protocols') === offered.map((protocol) => `T=${String(protocol)}`).join(', '), offered);
  if (peer.historicalBytes !== null) {
    const theirs = peer.historicalBytes === '' ? 'none' : (peer.historicalBytes.toUpperCase().match(/../g) ?? []).join(' ');
    check('historical', line('historical') === theirs, theirs);
  }
  const tck = line('tck');
  check('tck', peer.tck === 'none' ? /^(none|missing)/.test(tck) : tck.endsWith(peer.tck === 'right' ? 'correct' : peer.tck), peer.tck);
  check('findings', (peer.length === 'truncated') === /^Ends before/.test(line('findings')), peer.length);
  check('findings', (peer.length === 'too long') === /Extra bytes at the end/.test(line('findings')), peer.length);
  for (const words of peer.meanings) {
    const expected = expectedLine(words);
    if (expected === null) wrong.push(`${atr}: nothing to hold “${words}” to`);
    else check(expected[0], expected[1].test(line(expected[0])), words);
  }
  return wrong;
}

it.skipIf(!isPeerInstalled)(
  'the card details show the same as ATR_analysis for 50 ATRs of the public list',
  { timeout: 60_000 },
  async () => {
    const listed = [...new Set(listedAtrs())];
    const sample = Array.from({ length: SAMPLE }, (_, index) => listed[Math.floor((index * listed.length) / SAMPLE)] ?? '');
    expect(new Set(sample).size).toBe(SAMPLE);
    const peers = await askPeer(sample);
    expect(sample.flatMap((atr, index) => (peers[index] === undefined ? [atr] : disagreements(atr, peers[index])))).toEqual([]);
  },
);
