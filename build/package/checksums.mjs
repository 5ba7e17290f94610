import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'SHA256SUMS';

/**
 * Writes the SHA-256 sums of a folder's other files into its `SHA256SUMS`, in the format of `sha256sum --check`.
 * @param {string} folder
 * @returns {Promise<number>} Number of files.
 */
export async function writeChecksums(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() && entry.name !== NAME ? [entry.name] : [])).sort();
  let sums = '';
  for (const name of names) {
    const sum = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
    sums += `${sum}  ${name}\n`;
  }
  await writeFile(join(folder, NAME), sums);
  return names.length;
}
