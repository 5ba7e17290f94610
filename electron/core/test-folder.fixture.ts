import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Creates a folder for a test that opens a database in its own thread. The library keeps such a database open until the process
 * ends, and Windows cannot remove an open file, so the test does not remove it: all temporary files are removed after the run
 * (`build/test/temporary-files.mjs`).
 *
 * A test whose databases are opened by a store worker removes its folder itself, which fails if the worker still has a file
 * open.
 */
export function testFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `${name}-`));
}
