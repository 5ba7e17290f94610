import { copyFile, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeFile, replaceFile } from '../core/files.js';

/** A settings file that is on the disk beside the one that counts, and takes its place when told. */
export interface PreparedSettings {
  /** Takes the place of the file that counts, which is kept as `FILE.before`. @throws the system's error */
  put(): Promise<void>;
  /** Leaves everything as it was. */
  drop(): Promise<void>;
}

/**
 * Writes the next content of a settings file beside it, so that whatever can fail for want of space or rights has
 * failed before anything counts.
 *
 * @param content becomes JSON
 * @throws the system's error; then nothing was changed
 */
export async function prepareSettings(file: string, content: unknown): Promise<PreparedSettings> {
  // A file that is kept elsewhere and linked here is changed where it is kept.
  const target = await realpath(file).catch(() => file);
  const next = `${target}.new`;
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => null,
  );
  try {
    const handle = await open(next, 'w', mode ?? 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode !== null) await copyFile(target, `${file}.before`);
  } catch (error) {
    await removeFile(next);
    throw error;
  }
  return {
    put: async () => {
      await replaceFile(next, target);
      await syncFolder(dirname(target));
    },
    drop: () => removeFile(next),
  };
}

/** The new name is on the disk too; Windows knows no such thing, and journals its names itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
