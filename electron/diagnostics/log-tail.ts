import { open } from 'node:fs/promises';

const READ_BYTES = 64 * 1024;
const LINES = 200;

/** Returns the last lines of a log file, oldest first; empty if there is no file. */
export async function logTail(file: string): Promise<string[]> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - READ_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/).filter(Boolean);
    // The first line may be incomplete.
    return (from > 0 ? lines.slice(1) : lines).slice(-LINES);
  } finally {
    await handle.close();
  }
}
