import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { withExternalPath, ExternalPathError } from './external-path.js';

/**
 * Reads files that others write: watched folder, roster, certificates, settings. A path may lead to a pipe that never ends, a
 * device, or an unavailable share.
 */

/** Why a file was not read. `not-there`: it does not exist; `not-a-file`: it is a folder, pipe, device or socket. */
export class ExternalFileError extends Error {
  override readonly name = 'ExternalFileError';
  constructor(
    readonly code: 'not-there' | 'not-a-file' | 'too-large' | 'too-slow' | 'unreadable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface ExternalFileLimits {
  /** Largest accepted size, bytes. */
  readonly mostBytes: number;
  /** Longest time for reading, ms. */
  readonly limitMs?: number;
}

const PORTION = 256 * 1024;

/** Opens without waiting for the other end of a pipe and without making a terminal the controlling one. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK | constants.O_NOCTTY);

/**
 * Reads a regular file within limits of size and time. Checks the file type before opening, because opening a device can have
 * effects, and again after.
 * @throws ExternalFileError
 */
export async function readExternalFile(path: string, { mostBytes, limitMs }: ExternalFileLimits): Promise<Buffer> {
  try {
    return await withExternalPath((isGivenUp) => readNow(path, mostBytes, isGivenUp), limitMs === undefined ? {} : { limitMs });
  } catch (error) {
    throw asExternalFileError(error);
  }
}

/**
 * Reads a regular file like {@link readExternalFile}, synchronously and without a time limit, for data needed before anything
 * else. @throws ExternalFileError
 */
export function readExternalFileSync(path: string, mostBytes: number): Buffer {
  try {
    checkFile(statSync(path));
    const file = openSync(path, FLAGS);
    try {
      checkFile(fstatSync(file));
      const gathered = new ByteCollector(mostBytes);
      for (;;) {
        const portion = gathered.next();
        if (!gathered.take(portion, readSync(file, portion, 0, portion.length, null))) return gathered.all();
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asExternalFileError(error);
  }
}

async function readNow(path: string, mostBytes: number, isGivenUp: () => boolean): Promise<Buffer> {
  checkFile(await stat(path));
  const file = await open(path, FLAGS);
  try {
    checkFile(await file.stat());
    const gathered = new ByteCollector(mostBytes);
    while (!isGivenUp()) {
      const portion = gathered.next();
      // Node 18 reads nothing if the length is omitted.
      const { bytesRead } = await file.read(portion, 0, portion.length, null);
      if (!gathered.take(portion, bytesRead)) break;
    }
    return gathered.all();
  } finally {
    await file.close();
  }
}

/** The bytes read so far: at most one more than the limit. */
class ByteCollector {
  readonly #most: number;
  readonly #parts: Buffer[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns a buffer for the next chunk. */
  next(): Buffer {
    return Buffer.alloc(Math.min(PORTION, this.#most + 1 - this.#length));
  }

  /** @returns whether there may be more @throws ExternalFileError if the file is too large */
  take(portion: Buffer, length: number): boolean {
    this.#parts.push(portion.subarray(0, length));
    this.#length += length;
    if (this.#length > this.#most) throw new ExternalFileError('too-large', `It is larger than ${String(this.#most)} bytes`);
    return length > 0;
  }

  all(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }
}

function checkFile(found: { isFile(): boolean }): void {
  if (!found.isFile()) throw new ExternalFileError('not-a-file', 'It is a folder, pipe, socket, or device, not a regular file');
}

function asExternalFileError(error: unknown): ExternalFileError {
  if (error instanceof ExternalFileError) return error;
  if (error instanceof ExternalPathError) return new ExternalFileError('too-slow', error.message, { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return new ExternalFileError(code === 'ENOENT' || code === 'ENOTDIR' ? 'not-there' : 'unreadable', message, { cause: error });
}
