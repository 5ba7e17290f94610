import { join, win32 } from 'node:path';
import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { programDataFolder } from '../core/program-data.js';
import { forEachYielding } from '../core/yielding.js';

/**
 * The names in pcsc-tools' list of ATRs. A line is an ATR in hex with spaces, where `.` is any digit, `[…]` one of several and
 * `.*` anything; the indented lines after it name the card.
 */
export class AtrList {
  /** By the ATR as written in the list. */
  private readonly exact = new Map<string, string[]>();
  private readonly patterns: { readonly pattern: RegExp; readonly names: string[] }[] = [];
  private names: string[] = [];

  /** Adds the next line of the list. Ignores lines that are neither ATR nor name. */
  add(line: string): void {
    if (line.startsWith('\t')) {
      const name = line.trim();
      // Many entries have a web address besides the names.
      if (name !== '' && !/^https?:/i.test(name)) this.names.push(name);
      return;
    }
    this.names = [];
    const atr = line.trim().toUpperCase();
    if (/^[0-9A-F]{2}(?: [0-9A-F]{2})*$/.test(atr)) {
      this.names = this.exact.get(atr) ?? [];
      this.exact.set(atr, this.names);
    } else {
      const pattern = toPattern(atr);
      if (pattern !== null) this.patterns.push({ pattern, names: this.names });
    }
  }

  /** Returns the names of all matching entries, exact matches first. */
  find(atr: string): string[] {
    const spaced = (atr.toUpperCase().match(/../g) ?? []).join(' ');
    const byPattern = this.patterns.flatMap(({ pattern, names }) => (pattern.test(spaced) ? names : []));
    return [...new Set([...(this.exact.get(spaced) ?? []), ...byPattern])];
  }
}

/**
 * Converts an entry, which is a regular expression, to a pattern. Accepts only the syntax that entries use and at most one
 * `.*`, so that matching is fast.
 */
function toPattern(entry: string): RegExp | null {
  const isPattern = /^(?:[0-9A-F ]|\.|\[[0-9A-F,]+\]|\[[0-9]-[0-9]\])+(?:\.\*(?:[0-9A-F ]|\.(?!\*))*)?$/.test(entry);
  if (!isPattern) return null;
  try {
    return new RegExp(`^${entry}$`);
  } catch (error) {
    // A character range in the wrong order.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Size limit of the file, bytes; larger than any list. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Reads an ATR list.
 * @returns null if the file does not exist
 * @throws ExternalFileError if it cannot be read or is not a regular file
 */
export async function readAtrList(file: string): Promise<AtrList | null> {
  let text;
  try {
    text = (await readExternalFile(file, { mostBytes: MOST_BYTES })).toString('utf8');
  } catch (error) {
    if (error instanceof ExternalFileError && error.code === 'not-there') return null;
    throw error;
  }
  const list = new AtrList();
  await forEachYielding(text.split(/\r?\n/), (line) => {
    list.add(line);
  });
  return list;
}

/**
 * Returns where the list may be, in order of preference: the copy that pcsc-tools fetches for its user, then the package's.
 * Windows has no package; an administrator may put the list into the common program data folder.
 */
export function atrListFiles(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>, home: string): string[] {
  const name = 'smartcard_list.txt';
  if (platform === 'win32') return [win32.join(programDataFolder(), 'pcsc', name)];
  const cache = env['XDG_CACHE_HOME'] ?? join(home, '.cache');
  const packages = ['/usr/local/pcsc', '/usr/share/pcsc', '/usr/local/share/pcsc'];
  // Folders of Homebrew and MacPorts.
  if (platform === 'darwin') packages.push('/opt/homebrew/share/pcsc', '/opt/local/share/pcsc');
  return [join(cache, name), join(home, `.${name}`), ...packages.map((folder) => join(folder, name))];
}
