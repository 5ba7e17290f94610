import { createHash } from 'node:crypto';

/** The longest two lines, bytes. */
export const LONGEST_HEADER = 8_192;

/** What the first two lines of a file say; or why they say nothing: it is no such file, of a newer version, or not as it was written. */
export type FileHeader =
  | { readonly problem: null; readonly facts: unknown; readonly offset: number }
  | { readonly problem: 'other-file' }
  | { readonly problem: 'too-new'; readonly version: string }
  | { readonly problem: 'damaged' };

/** Returns the two lines that a file of ours begins with: what it is, its version and the second line's SHA-256; then that line. */
export function writeFileHeader(magic: string, version: number, line: string): Buffer {
  return Buffer.from(`${magic} ${String(version)} ${hashOf(line)}\n${line}\n`, 'utf8');
}

/**
 * Reads the two lines that a file begins with.
 *
 * @param start the file's first bytes, or all of them
 * @returns the second line as JSON, null where it is none; and where the rest begins
 */
export function readFileHeader(start: Buffer, magic: string, version: number): FileHeader {
  const head = start.subarray(0, LONGEST_HEADER);
  const firstEnd = head.indexOf('\n');
  const [, made, written] = /^([a-z-]+ \d{1,6}) ([0-9a-f]{64})$/.exec(head.toString('utf8', 0, Math.max(0, firstEnd))) ?? [];
  const [kind, itsVersion = ''] = made?.split(' ') ?? [];
  if (kind !== magic) return { problem: 'other-file' };
  if (Number(itsVersion) > version) return { problem: 'too-new', version: itsVersion };
  const secondEnd = head.indexOf('\n', firstEnd + 1);
  const line = head.toString('utf8', firstEnd + 1, Math.max(firstEnd + 1, secondEnd));
  if (secondEnd < 0 || hashOf(line) !== written) return { problem: 'damaged' };
  return { problem: null, facts: parse(line), offset: secondEnd + 1 };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
