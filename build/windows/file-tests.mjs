import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../lib/paths.mjs';

/** Unit tests that make files and yet say nothing of Windows' rules for open files, with the reason. */
const EXCEPTIONS = new Set([
  // Puts copies of a journal back under a running desk, all in one thread.
  'electron/bindings/model.test.ts',
]);

/**
 * The unit tests of the station that make files: they also run under Windows' rules for open files (`open-files.cjs`).
 * @returns {readonly string[]} Paths from the clone's own folder, with `/`.
 */
export function fileTests() {
  return readdirSync(join(root, 'electron'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts') && !entry.name.endsWith('.integration.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !EXCEPTIONS.has(file) && /\bmkdtemp|\btestFolder\b|\bbackupTests\b/.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}
