import { createHash } from 'node:crypto';

/** Longest header, bytes. */
export const LONGEST_HEADER = 8_192;

/** The content of a file's two header lines, or why there is none: another kind of file, a newer version, or damage. */
export type FileHeader =
  | { readonly problem: null; readonly facts: unknown; readonly offset: number }
  | { readonly problem: 'other-file' }
  | { readonly problem: 'too-new'; readonly version: string }
  | { readonly problem: 'damaged' };

/** Returns the two header lines of a file: kind, version and the second line's SHA-256; then that line. */
export function writeFileHeader(magic: string, version: number, line: string): Buffer {
  return Buffer.from(`${magic} ${String(version)} ${hashOf(line)}\n${line}\n`, 'utf8');
}

/**
 * Reads the two header lines of a file.
 * @param start the first bytes of the file, or all of it
 * @returns the second line as JSON (null if it is not JSON), and the offset of the rest
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
