import { writeSync } from 'node:fs';

/** How long to wait for the reader of a full pipe, ms, before the rest is dropped. */
const LIMIT_MS = 5_000;
const PAUSE_MS = 10;

/**
 * Writes text to standard output (1) or standard error (2) synchronously. `process.stdout` is asynchronous for pipes outside
 * Linux, and loses unwritten text when the process exits.
 * @returns whether all text was written; false if nothing reads it, e.g. on Windows without a console
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
      // The pipe is full.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      waited += PAUSE_MS;
    }
  }
  return written === bytes.length;
}
