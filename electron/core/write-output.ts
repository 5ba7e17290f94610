import { writeSync } from 'node:fs';

/** How long a reader of our output may take nothing, ms, before the rest is given up. */
const LIMIT_MS = 5_000;
const PAUSE_MS = 10;

/**
 * Writes text to standard output (1) or standard error (2), all of it before this returns: `process.stdout` writes to pipes
 * later outside Linux, and what it has not written when the process ends is lost.
 *
 * @returns whether all was written; not where nobody reads it, as under Windows without a console
 */
export function writeOutput(output: 1 | 2, text: string): boolean {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  let waited = 0;
  while (written < bytes.length && waited < LIMIT_MS) {
    try {
      written += writeSync(output, bytes, written);
      waited = 0;
    } catch (error) {
      // A pipe that is full.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      waited += PAUSE_MS;
    }
  }
  return written === bytes.length;
}
