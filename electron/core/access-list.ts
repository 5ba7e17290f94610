import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { win32 } from 'node:path';
import { ownWindowsFolder } from './program-data.js';

/** Longest that Windows may take to say who may change a file, ms. */
const ASK_LIMIT_MS = 15_000;

/**
 * Who may always change what is the whole machine's: the system (SY), its administrators (BA), those of the domain and of the
 * forest (DA, EA), and Windows' own installer; by their letters in SDDL and as numbers.
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
/** The administrators of any domain and forest (`S-1-5-21-…-512` and `-519`). */
const TRUSTED_OF_DOMAIN = /^S-1-5-21-\d+-\d+-\d+-51[29]$/;

/** Rights by their letters, as bits of an access mask ([MS-DTYP] 2.5.1.1); for files and folders alike. */
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
/** What reads and changes nothing: data, attributes, the access list itself, running it, waiting for it. */
const READING = 0x0012_00a9 | 0xa000_0000;

/**
 * Who besides the machine's administrators may change a file or folder: owners always may.
 *
 * @param sddl owner and access list in Windows' own notation ([MS-DTYP] 2.5.1), as `(Get-Acl FILE).Sddl` says them
 * @returns their SIDs, or `everybody`, or `unknown` for what is not there or cannot be read; none: nobody
 */
export function othersWhoMayChange(sddl: string): readonly string[] {
  const owner = /^O:(\S+?)(?=G:|D:|S:|$)/.exec(sddl)?.[1];
  const list = /D:([A-Z_]*)((?:\([^()]*\))*)(?=S:|$)/.exec(sddl);
  if (owner === undefined || list === null) return ['unknown'];
  const [, flags = '', entries = ''] = list;
  // A list that is null, not one that is empty.
  if (flags.includes('NO_ACCESS_CONTROL')) return ['everybody'];
  const found = [...entries.matchAll(/\(([^()]*)\)/g)].flatMap(([, entry = '']) => whoMayChangeBy(entry));
  return [...new Set([...(isTrusted(owner) ? [] : [owner]), ...found])];
}

/** @param entry `TYPE;FLAGS;RIGHTS;OBJECT;INHERITED OBJECT;SID` */
function whoMayChangeBy(entry: string): string[] {
  const [type = '', flags = '', rights = '', , , sid = ''] = entry.split(';');
  // What forbids gives nothing, and what is only for files to come gives nothing here: to make one needs a right of its own.
  if (type === 'D' || pairsOf(flags).includes('IO')) return [];
  if (type !== 'A') return ['unknown'];
  return isTrusted(sid) || (maskOf(rights) & ~READING) === 0 ? [] : [sid === '' ? 'unknown' : sid];
}

function isTrusted(sid: string): boolean {
  return TRUSTED.has(sid) || TRUSTED_OF_DOMAIN.test(sid);
}

/** A mask with all bits where rights cannot be read. */
function maskOf(rights: string): number {
  if (/^0x[0-9a-f]+$/i.test(rights)) return Number.parseInt(rights, 16);
  if (rights.length % 2 !== 0) return -1;
  return pairsOf(rights).reduce((mask, letters) => mask | (RIGHTS[letters] ?? -1), 0);
}

const pairsOf = (letters: string): readonly string[] => letters.match(/../g) ?? [];

/** What Windows said, by path, with the time at which the file or its access list last changed. */
const known = new Map<string, { readonly changedMs: number; readonly sddl: string }>();

/**
 * Owner and access list of a file or folder under Windows, in SDDL. Asks Windows' own PowerShell, where its kernel has it and
 * not where a variable says, and asks again only when the file or its list has changed.
 *
 * @returns null when Windows could not be asked, or did not say within 15 s
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
  // Where it could not be started at all there is no output, not even an empty one.
  if (error !== undefined || status !== 0) return null;
  const sddl = stdout.trim();
  if (sddl === '') return null;
  known.set(path, { changedMs, sddl });
  return sddl;
}

/** A text as PowerShell takes it as it stands: what follows `-Command` is read as one line. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
