import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small file system for a test, to fill up or to make read-only. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it up except for this many bytes. */
  fill(leaveBytes: number): Promise<void>;
  /** Removes the filling. */
  free(): Promise<void>;
  setReadOnly(readOnly: boolean): Promise<void>;
  /** Unmounts the file system. */
  remove(): Promise<void>;
}

/** Returns whether this process may mount file systems; in a container often only root with that capability may. */
export async function mayMount(): Promise<boolean> {
  try {
    await (await mountSmallDisk(1)).remove();
    return true;
  } catch {
    return false;
  }
}

/**
 * Mounts a file system in memory (tmpfs). It fails as a disk does: ENOSPC when full, EROFS when read-only.
 *
 * @throws Error if this process may not mount
 */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
  const filling = join(folder, 'filling');
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder]);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    fill: async (leaveBytes) => {
      const { bavail, bsize } = await statfs(folder);
      const file = await open(filling, 'w');
      await file.write(Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
      await file.close();
    },
    free: () => rm(filling, { force: true }),
    setReadOnly: async (readOnly) => {
      await run('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, folder]);
    },
    remove: async () => {
      // A process that has just exited may hold its files for a moment more.
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true });
    },
  };
}
