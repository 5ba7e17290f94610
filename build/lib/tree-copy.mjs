import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { ask } from './run.mjs';
import { UserError } from './terminal.mjs';

/** What a copy keeps when it is updated. */
const KEPT = new Set(['node_modules', '.cache', 'dist']);

/**
 * Copies the committed files of this clone, and new ones that are not ignored; packages are installed again if the lock file
 * has changed.
 * @param {string} tree The copy.
 * @param {() => Promise<void>} install Installs the packages in it.
 * @param {string} [git]
 */
export async function copyTree(tree, install, git = 'git') {
  const listed = ask(git, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  if (!listed.ok) throw new UserError(`The files of this clone cannot be listed: ${listed.output.trim()}`);
  await mkdir(tree, { recursive: true });
  for (const name of await readdir(tree)) if (!KEPT.has(name)) await rm(join(tree, name), { recursive: true });
  for (const file of listed.output.split('\0')) {
    // A file that was removed without a commit is listed as well.
    if (file === '' || !existsSync(join(root, file))) continue;
    await mkdir(join(tree, dirname(file)), { recursive: true });
    await copyFile(join(root, file), join(tree, file));
  }
  const lock = createHash('sha256')
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(tree, 'node_modules', '.installed');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === lock) return;
  await install();
  await writeFile(stamp, lock);
}
