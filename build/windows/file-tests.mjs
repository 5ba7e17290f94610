import { findTests } from '../test/find-tests.mjs';

/** Unit tests that make files but do not depend on Windows' rules for open files: they run with the others, without the rules. */
const EXCEPTIONS = new Set([
  // Restores copies of a journal while a desk uses it, in a single thread.
  'electron/bindings/model.test.ts',
  // Their work is done by other processes, which the rules do not reach.
  'electron/app/no-console.test.ts',
  'electron/store/closing.test.ts',
  'electron/store/shutdown.test.ts',
  'electron/store/migrate.test.ts',
  // These tests write a file that is never renamed or removed, and are slow for other reasons: much text, programs that read it.
  'electron/cards/catalogue.test.ts',
  'electron/cm/authorities.test.ts',
  'electron/people/roster.test.ts',
  'electron/settings/settings-locks.test.ts',
  'electron/store/report-file.test.ts',
  'electron/store/verify.test.ts',
  'electron/tables/read-table.test.ts',
]);

/**
 * Returns the station's unit tests that make files, which also run under Windows' rules for open files (`open-files.cjs`).
 * @returns {readonly string[]} Paths relative to the clone, with `/`.
 */
export function fileTests() {
  return findTests(/\bmkdtemp|\btestFolder\b|\bbackupTests\b/).filter((file) => !EXCEPTIONS.has(file));
}
