import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseAtr } from './parse.js';

/** ATR_analysis and its list of ATRs, from the Debian package pcsc-tools. */
const ATR_ANALYSIS = '/usr/bin/ATR_analysis';
const LIST = '/usr/share/pcsc/smartcard_list.txt';
export const isPeerInstalled = existsSync(ATR_ANALYSIS) && existsSync(LIST);

/** The facts that both parsers report. */
export interface Reading {
  readonly convention: string;
  /** `TA1=11`, `TD1=81`, … */
  readonly interfaceBytes: readonly string[];
  /** Meanings of the interface bytes in the tool's words, where it gives any. */
  readonly meanings: readonly string[];
  readonly protocols: readonly number[];
  /** Null: the tool reports none. */
  readonly historicalBytes: string | null;
  readonly tck: 'none' | 'right' | 'wrong';
  readonly length: 'right' | 'truncated' | 'too long';
}

/**
 * Returns one ATR for each pattern of the list: a wildcard digit becomes 0, a choice its first option, an open-ended part
 * nothing. A wildcard check byte becomes the correct one.
 */
export function listedAtrs(): string[] {
  const patterns = readFileSync(LIST, 'utf8')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => /^[0-9A-F.[]/i.test(line));
  return patterns.map((pattern) => {
    const atr = pattern
      .replaceAll('.*', '')
      .replace(/\[(.)[^\]]*\]/g, '$1')
      .replaceAll('.', '0')
      .replaceAll(' ', '')
      .toLowerCase();
    const { tck } = parseAtr(atr);
    if (!pattern.endsWith('..') || tck.state === 'absent' || !tck.isRequired) return atr;
    const others = parseAtr(atr.slice(0, -2)).findings.find(({ code }) => code === 'tck-missing');
    return others?.code === 'tck-missing' ? atr.slice(0, -2) + others.expected.toString(16).padStart(2, '0') : atr;
  });
}

/**
 * Runs ATR_analysis on all ATRs in one Perl process. The script is compiled again for each ATR because it keeps its state in
 * globals; its exits are caught. It gets a list that matches every ATR, so that it does not download a newer one.
 */
export async function askPeer(atrs: readonly string[]): Promise<Reading[]> {
  const cache = mkdtempSync(join(tmpdir(), 'atr-analysis-'));
  try {
    writeFileSync(join(cache, 'smartcard_list.txt'), '.*\n\tany card\n\n');
    const perl = spawn('perl', ['-e', PEER, ATR_ANALYSIS], { env: { ...process.env, XDG_CACHE_HOME: cache } });
    const ended = new Promise<number | null>((resolve, reject) => perl.once('error', reject).once('close', resolve));
    perl.stdin.end(atrs.map((atr) => `${atr}\n`).join(''));
    const [output, errors, code] = await Promise.all([text(perl.stdout), text(perl.stderr), ended]);
    if (code !== 0) throw new Error(`Perl ended with ${String(code)}: ${errors}`);
    return output.split('=== \n').slice(1).map(readPeer);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

const PEER = String.raw`
  BEGIN { *CORE::GLOBAL::exit = sub { die "exit\n" } }
  use strict;
  my $file = shift @ARGV;
  open my $in, '<', $file or die "$file: $!";
  my $script = do { local $/; <$in> };
  $SIG{__WARN__} = sub {};
  for my $atr (<STDIN>) {
    chomp $atr;
    print "=== \n";
    @ARGV = ($atr);
    eval "package Peer; no strict; $script; 1" or $@ eq "exit\n" or die $@;
  }
`;

const PEER_WORDS =
  /Fi=\w+, Di=\w+|Extra guard time: \d+|Work waiting time: 960 x \d+|IFSC: \d+|Block Waiting Integer: \d+ - Character Waiting Integer: \d+|Error detection code: \w+|Clock stop: [^-]+/g;

function readPeer(answer: string): Reading {
  // oxlint-disable-next-line no-control-regex -- the tool colors its output
  const plain = answer.replace(/\x1b\[\d*m/g, '');
  const extra = Number(/(\d+) extra byte/.exec(plain)?.[1] ?? 0);
  const rest = /^\+ Historical bytes: (.*)$/m.exec(plain)?.[1]?.replaceAll(' ', '').toLowerCase();
  const tck = /^\+ TCK = .. +\((correct)|^\+ TCK = .. +(WRONG)/m.exec(plain);
  return {
    convention: /^\+ TS = .. --> (\w+)/m.exec(plain)?.[1]?.toLowerCase() ?? '',
    interfaceBytes: [...plain.matchAll(/^ {2}(T[A-D])\((\d+)\) = (..) /gm)].map(
      ([, letters = '', index = '', value = '']) => `${letters}${index}=${value.toLowerCase()}`,
    ),
    meanings: [...plain.matchAll(PEER_WORDS)].map(([words]) => words),
    protocols: [...plain.matchAll(/Protocol T = (\d+)/g)].map(([, protocol]) => Number(protocol)),
    // The tool prints surplus bytes as part of the historical bytes and reports their number afterwards.
    historicalBytes: rest?.slice(0, rest.length - 2 * extra) ?? null,
    tck: tck === null ? 'none' : tck[1] === undefined ? 'wrong' : 'right',
    length: plain.includes('ATR is truncated') ? 'truncated' : extra > 0 ? 'too long' : 'right',
  };
}
