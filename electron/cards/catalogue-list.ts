import { join, win32 } from 'node:path';
import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { programDataFolder } from '../core/program-data.js';
import { forEachYielding } from '../core/yielding.js';

/**
 * The list of ATRs that comes with pcsc-tools, as far as names go: a line is an ATR in hex with spaces, in which `.` stands
 * for any digit, `[…]` for one of some and `.*` for anything; the lines after it that begin with a tab say what card it is.
 */
export class AtrList {
  /** By the ATR as the list writes it. */
  private readonly exact = new Map<string, string[]>();
  private readonly patterns: { readonly pattern: RegExp; readonly names: string[] }[] = [];
  private names: string[] = [];

  /** Takes the next line of the list. A line that is neither ATR nor name is passed over. */
  add(line: string): void {
    if (line.startsWith('\t')) {
      const name = line.trim();
      // Many entries give an address beside the names.
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

  /** The names of every entry that fits, those of the ATR itself before those of patterns. */
  find(atr: string): string[] {
    const spaced = (atr.toUpperCase().match(/../g) ?? []).join(' ');
    const byPattern = this.patterns.flatMap(({ pattern, names }) => (pattern.test(spaced) ? names : []));
    return [...new Set([...(this.exact.get(spaced) ?? []), ...byPattern])];
  }
}

/**
 * The list's entries are regular expressions. Only what entries are made of is taken for one, with one run of anything at
 * most, so that none takes long.
 */
function toPattern(entry: string): RegExp | null {
  const isPattern = /^(?:[0-9A-F ]|\.|\[[0-9A-F,]+\]|\[[0-9]-[0-9]\])+(?:\.\*(?:[0-9A-F ]|\.(?!\*))*)?$/.test(entry);
  if (!isPattern) return null;
  try {
    return new RegExp(`^${entry}$`);
  } catch (error) {
    // A range the wrong way round.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Larger than any list. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Reads a list.
 *
 * @returns null when there is no such file
 * @throws ExternalFileError when it cannot be read, or is no such file
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
 * Where the list can be, the first that exists counts: the copy that pcsc-tools fetches for its user, then what a package
 * put there. On Windows nothing installs it; an administrator may put it into the folder for all programs' data.
 */
export function atrListFiles(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>, home: string): string[] {
  const name = 'smartcard_list.txt';
  if (platform === 'win32') return [win32.join(programDataFolder(), 'pcsc', name)];
  const cache = env['XDG_CACHE_HOME'] ?? join(home, '.cache');
  const packages = ['/usr/local/pcsc', '/usr/share/pcsc', '/usr/local/share/pcsc'];
  // Homebrew's and MacPorts' folders.
  if (platform === 'darwin') packages.push('/opt/homebrew/share/pcsc', '/opt/local/share/pcsc');
  return [join(cache, name), join(home, `.${name}`), ...packages.map((folder) => join(folder, name))];
}
