import { copyFile, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeFile, replaceFile } from '../core/files.js';

/** A settings file written beside the effective one, ready to replace it. */
export interface PreparedSettings {
  /** Replaces the effective file, which is kept as `FILE.before`. @throws the system's error */
  put(): Promise<void>;
  /** Discards the new file. */
  drop(): Promise<void>;
}

/**
 * Writes a settings file's next content beside it, so that a lack of space or rights shows before anything changes.
 * @param content becomes JSON
 * @throws the system's error; nothing has changed then
 */
export async function prepareSettings(file: string, content: unknown): Promise<PreparedSettings> {
  // A linked file is changed at its real place.
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

/** Makes the new name durable; Windows journals names itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
