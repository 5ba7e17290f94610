import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder for a test that opens a database in its own thread. The library keeps such a database open until the process
 * ends, and Windows removes nothing that is open, so the test removes nothing: all temporary files go when the run has ended
 * (`build/test/temporary-files.mjs`).
 *
 * A test whose databases are opened by a store worker removes its folder by itself: that fails where the worker still holds a file.
 */
export function testFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `${name}-`));
}
