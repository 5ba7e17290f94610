import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { win32 } from 'node:path';
import { ownWindowsFolder } from './program-data.js';

/** Longest wait for Windows to report who may change a file, ms. */
const ASK_LIMIT_MS = 15_000;

/**
 * Accounts that may always change machine-wide files: the system (SY), the computer's administrators (BA), domain and
 * enterprise administrators (DA, EA) and Windows' installer, by SDDL abbreviation or SID.
 */
const TRUSTED = new Set([
  'SY',
  'S-1-5-18',
  'BA',
  'S-1-5-32-544',
  'DA',
  'EA',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
]);
/** Administrators of any domain or forest (`S-1-5-21-…-512` and `-519`). */
const TRUSTED_OF_DOMAIN = /^S-1-5-21-\d+-\d+-\d+-51[29]$/;

/** SDDL rights as bits of an access mask ([MS-DTYP] 2.5.1.1), for files and folders. */
const RIGHTS: Readonly<Record<string, number>> = {
  GA: 0x1000_0000,
  GR: 0x8000_0000,
  GW: 0x4000_0000,
  GX: 0x2000_0000,
  FA: 0x001f_01ff,
  FR: 0x0012_0089,
  FW: 0x0012_0116,
  FX: 0x0012_00a0,
  RC: 0x0002_0000,
  SD: 0x0001_0000,
  WD: 0x0004_0000,
  WO: 0x0008_0000,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
};
/** Bits that change nothing: reading data, attributes and the access list, executing, waiting. */
const READING = 0x0012_00a9 | 0xa000_0000;

/**
 * Returns who besides the machine's administrators may change a file or folder. An owner always may.
 * @param sddl owner and access list in SDDL ([MS-DTYP] 2.5.1), as `(Get-Acl FILE).Sddl` prints it
 * @returns SIDs; `everybody`; `unknown` for a part that is missing or cannot be parsed; empty if there is no one
 */
export function othersWhoMayChange(sddl: string): readonly string[] {
  const owner = /^O:(\S+?)(?=G:|D:|S:|$)/.exec(sddl)?.[1];
  const list = /D:([A-Z_]*)((?:\([^()]*\))*)(?=S:|$)/.exec(sddl);
  if (owner === undefined || list === null) return ['unknown'];
  const [, flags = '', entries = ''] = list;
  // This flag means a null list, which allows everyone. An empty list allows no one.
  if (flags.includes('NO_ACCESS_CONTROL')) return ['everybody'];
  const found = [...entries.matchAll(/\(([^()]*)\)/g)].flatMap(([, entry = '']) => whoMayChangeBy(entry));
  return [...new Set([...(isTrusted(owner) ? [] : [owner]), ...found])];
}

/** @param entry `TYPE;FLAGS;RIGHTS;OBJECT;INHERITED OBJECT;SID` */
function whoMayChangeBy(entry: string): string[] {
  const [type = '', flags = '', rights = '', , , sid = ''] = entry.split(';');
  // A deny entry grants nothing. An inherit-only entry applies to new files, and creating those needs a right of its own.
  if (type === 'D' || pairsOf(flags).includes('IO')) return [];
  if (type !== 'A') return ['unknown'];
  return isTrusted(sid) || (maskOf(rights) & ~READING) === 0 ? [] : [sid === '' ? 'unknown' : sid];
}

function isTrusted(sid: string): boolean {
  return TRUSTED.has(sid) || TRUSTED_OF_DOMAIN.test(sid);
}

/** Returns the access mask, or all bits for rights that cannot be parsed. */
function maskOf(rights: string): number {
  if (/^0x[0-9a-f]+$/i.test(rights)) return Number.parseInt(rights, 16);
  if (rights.length % 2 !== 0) return -1;
  return pairsOf(rights).reduce((mask, letters) => mask | (RIGHTS[letters] ?? -1), 0);
}

const pairsOf = (letters: string): readonly string[] => letters.match(/../g) ?? [];

/** Answers from Windows, by path, with the time the file or its access list last changed. */
const known = new Map<string, { readonly changedMs: number; readonly sddl: string }>();

/**
 * Returns the owner and access list of a file or folder on Windows, in SDDL. Runs Windows' own PowerShell from the folder the
 * kernel names, not from an environment variable. Caches the answer until the file or its list changes.
 * @returns null if PowerShell fails or does not answer within 15 s
 */
export function accessListOf(path: string): string | null {
  const changedMs = statSync(path).ctimeMs;
  const before = known.get(path);
  if (before?.changedMs === changedMs) return before.sddl;
  const powerShell = win32.join(ownWindowsFolder(), 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const { error, status, stdout } = spawnSync(
    powerShell,
    ['-NoProfile', '-NonInteractive', '-Command', '& { param($file) (Get-Acl -LiteralPath $file).Sddl }', quoted(path)],
    {
      encoding: 'utf8',
      timeout: ASK_LIMIT_MS,
      windowsHide: true,
    },
  );
  // If the program could not be started, `stdout` is null.
  if (error !== undefined || status !== 0) return null;
  const sddl = stdout.trim();
  if (sddl === '') return null;
  known.set(path, { changedMs, sddl });
  return sddl;
}

/** Quotes text as a PowerShell literal: everything after `-Command` is parsed as one line. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
