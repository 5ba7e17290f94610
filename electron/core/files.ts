import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Replaces and removes files, also on Windows, where a file that another program (virus scanner, backup, spreadsheet) has open
 * cannot be renamed, replaced or removed.
 */

/** How long to retry while another program has a file open, ms. A virus scanner finishes with a new file in less. */
const IN_USE_LIMIT_MS = 1_000;
const PAUSE_MS = 50;

/** Error codes of Windows for a file in use. On other systems these errors are permanent. */
const inUseCodes: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES']);

/** The file is still in use, or this user may not change it: Windows reports both alike. The message is for the operator. */
export class FileInUseError extends Error {
  override readonly name = 'FileInUseError';
  /** The system's error code. */
  readonly code: string;
  constructor(path: string, code: string, cause: unknown) {
    super(
      `${path} is open in another program, such as a spreadsheet, or may not be changed by this user. Close it there, then try again. (${code})`,
      { cause },
    );
    this.code = code;
  }
}

/** Renames a file or folder, atomically replacing an existing one. @throws FileInUseError, or the system's error */
export function replaceFile(from: string, to: string): Promise<void> {
  return retryWhileInUse(to, () => rename(from, to));
}

/** Like {@link replaceFile}, synchronously, for worker threads. @throws FileInUseError, or the system's error */
export function replaceFileSync(from: string, to: string): void {
  retryWhileInUseSync(to, () => {
    renameSync(from, to);
  });
}

/** Removes a file, or a folder with its content. Does nothing if it does not exist. @throws FileInUseError, or the system's error */
export function removeFile(path: string): Promise<void> {
  return retryWhileInUse(path, () => rm(path, { recursive: true, force: true }));
}

/** Like {@link removeFile}, synchronously, for worker threads. @throws FileInUseError, or the system's error */
export function removeFileSync(path: string): void {
  retryWhileInUseSync(path, () => {
    rmSync(path, { recursive: true, force: true });
  });
}

/** Writes in progress, by file, so that two never write to one file at once. */
const writesInProgress = new Map<string, Promise<void>>();

/**
 * Flushes a folder's entries to the disk, for worker threads. Does nothing on Windows, which has no such call and needs none.
 * @throws the system's error
 */
export function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Many network shares do not support this. The file itself has been flushed.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a file atomically: its name always refers to the complete old or new content. The new content is on the disk when the
 * promise resolves. On failure the partial file is removed. Concurrent writes to the same file are queued.
 * @param content text, bytes, or a function that writes them
 * @param mode permissions of the new file, on systems that have them
 * @throws FileInUseError, the system's error, or what `content` throws; the old file is unchanged then
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
    // Only a new file: anyone with write access to a shared folder could place a link there to one of this user's files.
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

/** Removes a file but never a folder: the station makes no folder with this name. */
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

/** @returns null if the error does not mean that the file is in use */
function inUseCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && inUseCodes.has(error.code) ? error.code : null;
}
