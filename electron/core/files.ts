import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Files as they can be replaced and removed on Windows too, where another program, such as a virus scanner, a backup or a
 * spreadsheet, keeps a file from being renamed, replaced or removed for as long as it has it open.
 */

/** How long a file that another program holds is waited for, ms. A scanner is done with a new file by then. */
const IN_USE_LIMIT_MS = 1_000;
const PAUSE_MS = 50;

/** What Windows says of a file that another program holds; elsewhere the same codes come at once and stay. */
const inUseCodes: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES']);

/** A file that was still held, or that this user may not change: the system says the same of both. In words for a person. */
export class FileInUseError extends Error {
  override readonly name = 'FileInUseError';
  /** The system's. */
  readonly code: string;
  constructor(path: string, code: string, cause: unknown) {
    super(
      `${path} is open in another program, such as a spreadsheet, or may not be changed by this user. Close it there, then try again. (${code})`,
      { cause },
    );
    this.code = code;
  }
}

/** Renames a file or folder; what has the name already is replaced, in one step. @throws FileInUseError, or the system's error */
export function replaceFile(from: string, to: string): Promise<void> {
  return retryWhileInUse(to, () => rename(from, to));
}

/** {@link replaceFile} for a worker thread, which has nothing else to do meanwhile. @throws FileInUseError, or the system's error */
export function replaceFileSync(from: string, to: string): void {
  retryWhileInUseSync(to, () => {
    renameSync(from, to);
  });
}

/** Removes a file or a folder with all in it; one that is not there is fine. @throws FileInUseError, or the system's error */
export function removeFile(path: string): Promise<void> {
  return retryWhileInUse(path, () => rm(path, { recursive: true, force: true }));
}

/** {@link removeFile} for a worker thread. @throws FileInUseError, or the system's error */
export function removeFileSync(path: string): void {
  retryWhileInUseSync(path, () => {
    rmSync(path, { recursive: true, force: true });
  });
}

/** What is being written, by file: two at once would write into one another. */
const writesInProgress = new Map<string, Promise<void>>();

/**
 * Has a folder's names on the disk, for a worker thread; Windows has no such call, and needs none.
 *
 * @throws the system's error
 */
export function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Shares often cannot; the file itself is there.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a file anew, so that there is always a whole one under its name: the old or the new one. It is on the disk when the
 * promise resolves. What was written when it fails is removed. Of two who write a file at once, the second waits for the first.
 *
 * @param content the text or bytes, or what writes them
 * @param mode access rights of the new file, where the system has such
 * @throws FileInUseError, the system's error, or what `content` throws; the old file is then as it was
 */
export async function writeFileAtomically(file: string, content: FileContent, mode = 0o600): Promise<void> {
  const before = writesInProgress.get(file);
  const writing =
    before === undefined ? writeNow(file, content, mode) : before.catch(() => undefined).then(() => writeNow(file, content, mode));
  writesInProgress.set(file, writing);
  try {
    await writing;
  } finally {
    if (writesInProgress.get(file) === writing) writesInProgress.delete(file);
  }
}

type FileContent = string | Uint8Array | ((handle: FileHandle) => Promise<void>);

async function writeNow(file: string, content: FileContent, mode: number): Promise<void> {
  const unfinished = `${file}.new`;
  try {
    await discard(unfinished);
    // Only what this opens anew: whoever can write to a shared folder could lay a link there, to a file of this user's.
    const handle = await open(unfinished, 'wx', mode);
    try {
      if (typeof content === 'function') await content(handle);
      else await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replaceFile(unfinished, file);
  } catch (error) {
    await discard(unfinished).catch(() => undefined);
    throw error;
  }
}

/** Removes a file, and never a folder: where one has the name, it is somebody else's. */
function discard(path: string): Promise<void> {
  return retryWhileInUse(path, () => rm(path, { force: true }));
}

async function retryWhileInUse(path: string, work: () => Promise<void>): Promise<void> {
  const until = performance.now() + IN_USE_LIMIT_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      const code = inUseCode(error);
      if (code === null) throw error;
      if (performance.now() > until) throw new FileInUseError(path, code, error);
      await pause(PAUSE_MS);
    }
  }
}

function retryWhileInUseSync(path: string, work: () => void): void {
  const until = performance.now() + IN_USE_LIMIT_MS;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      const code = inUseCode(error);
      if (code === null) throw error;
      if (performance.now() > until) throw new FileInUseError(path, code, error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** @returns null for an error that says nothing of other programs */
function inUseCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && inUseCodes.has(error.code) ? error.code : null;
}
