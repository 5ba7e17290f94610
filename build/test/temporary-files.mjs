import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printLine } from '../lib/terminal.mjs';

/** Where Linux keeps files in memory, so that no test waits for a disk; and the free space it needs, bytes. */
const MEMORY = '/dev/shm';
const NEEDED_BYTES = 2 * 1024 ** 3;

/**
 * Gives the tests of a run one folder for all temporary files, and removes it when their processes have exited: only then has
 * the database library closed every file, and Windows cannot remove open files.
 */
export async function setup() {
  const folder = await mkdtemp(join((await hasRoom(MEMORY)) ? MEMORY : tmpdir(), 'card-desk-tests-'));
  // Servers that tests start run under other users, and need access to their files in it.
  await chmod(folder, 0o711);
  const before = ['TMPDIR', 'TEMP', 'TMP'].map((name) => /** @type {const} */ ([name, process.env[name]]));
  for (const [name] of before) process.env[name] = folder;
  return async () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    } catch (error) {
      printLine(
        `The tests' temporary files could not be removed from ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
}

/** @param {string} folder */
async function hasRoom(folder) {
  if (process.platform !== 'linux') return false;
  try {
    const mounts = await readFile('/proc/self/mounts', 'utf8');
    const options =
      mounts
        .split('\n')
        .find((line) => line.split(' ')[1] === folder)
        ?.split(' ')[3] ?? 'noexec';
    // Tests compile programs and start them.
    if (options.split(',').includes('noexec')) return false;
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize > NEEDED_BYTES;
  } catch {
    return false;
  }
}
