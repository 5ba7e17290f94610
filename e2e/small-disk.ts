import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small file system of a test's own, to fill up or to make read-only. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it up but for so many bytes. */
  fill(leaveBytes: number): Promise<void>;
  /** Takes the filling out again. */
  free(): Promise<void>;
  setReadOnly(readOnly: boolean): Promise<void>;
  /** Takes the file system away. */
  remove(): Promise<void>;
}

/** Whether this process may mount file systems: in a container often only as root with that right. */
export async function mayMount(): Promise<boolean> {
  try {
    await (await mountSmallDisk(1)).remove();
    return true;
  } catch {
    return false;
  }
}

/**
 * Mounts a file system in memory (tmpfs). It answers as a disk does: ENOSPC when full, EROFS when read-only.
 *
 * @throws Error when this process may not mount
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
      // A process that has just been ended may hold its files for a moment more.
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true });
    },
  };
}
