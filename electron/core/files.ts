import { renameSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Files as they can be replaced and removed on Windows too, where another program, such as a virus scanner, a backup or a
 * spreadsheet, keeps a file from being renamed, replaced or removed for as long as it has it open.
 */

/** How long a file that another program holds is waited for, ms. A scanner is done with a new file by then. */
const HELD_MS = 1_000;
const PAUSE_MS = 50;

/** What Windows says of a file that another program holds; elsewhere the same codes come at once and stay. */
const heldCodes: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES']);

/** Renames a file or folder; what has the name already is replaced, in one step. @throws the system's error */
export function replaceFile(from: string, to: string): Promise<void> {
  return whileHeld(() => rename(from, to));
}

/** {@link replaceFile} for a worker thread, which has nothing else to do meanwhile. @throws the system's error */
export function replaceFileSync(from: string, to: string): void {
  const until = performance.now() + HELD_MS;
  for (;;) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (!isHeld(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Removes a file or a folder with all in it; one that is not there is fine. @throws the system's error */
export function removeFile(path: string): Promise<void> {
  return whileHeld(() => rm(path, { recursive: true, force: true }));
}

/**
 * Writes a file anew, so that there is always a whole one under its name: the old or the new one. It is on the disk when the
 * promise resolves. What was written when it fails is removed.
 *
 * @param content the text or bytes, or what writes them
 * @param mode access rights of the new file, where the system has such
 * @throws the system's error, or what `content` throws; the old file is then as it was
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array | ((handle: FileHandle) => Promise<void>),
  mode = 0o600,
): Promise<void> {
  const unfinished = `${file}.new`;
  try {
    const handle = await open(unfinished, 'w', mode);
    try {
      if (typeof content === 'function') await content(handle);
      else await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replaceFile(unfinished, file);
  } catch (error) {
    await removeFile(unfinished).catch(() => undefined);
    throw error;
  }
}

async function whileHeld(work: () => Promise<void>): Promise<void> {
  const until = performance.now() + HELD_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isHeld(error) || performance.now() > until) throw error;
      await pause(PAUSE_MS);
    }
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && heldCodes.has(error.code);
}
