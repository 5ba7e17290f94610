import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../lib/paths.mjs';

/** Unit tests that make files and yet say nothing of Windows' rules for open files: they are under no rules, and run with the others. */
const EXCEPTIONS = new Set([
  // Puts copies of a journal back under a running desk, all in one thread.
  'electron/bindings/model.test.ts',
  // What they are about is done by processes of their own, which no rules reach.
  'electron/app/no-console.test.ts',
  'electron/store/closing.test.ts',
  'electron/store/shutdown.test.ts',
  'electron/store/migrate.test.ts',
  // They write a file, which nobody renames or removes, and take long for another reason: much text, programs that read it.
  'electron/cards/catalogue.test.ts',
  'electron/cm/authorities.test.ts',
  'electron/people/roster.test.ts',
  'electron/settings/settings-locks.test.ts',
  'electron/store/report-file.test.ts',
  'electron/store/verify.test.ts',
  'electron/tables/read-table.test.ts',
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
