import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * Returns a hash over the contents of files and folders (recursive, in a fixed order) and over further facts.
 * @param {readonly string[]} paths Relative to the clone; missing ones are hashed as missing.
 * @param {unknown} facts Anything JSON can hold.
 * @returns {string} SHA-256, hexadecimal.
 */
export function fingerprint(paths, facts) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of paths.flatMap((path) => filesIn(join(root, path)))) {
    const content = readFileSync(file);
    hash.update(`\0${relative(root, file)}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

/**
 * Returns whether a stamp file holds this value.
 * @param {string} file
 * @param {string} value
 */
export function isStamped(file, value) {
  return readIfThere(file) === value;
}

/**
 * @param {string} file
 * @param {string} value
 */
export function stamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

/**
 * @param {string} file
 * @returns {string | undefined} Content of the file; undefined if there is none.
 */
export function readIfThere(file) {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file, 'utf8');
}
