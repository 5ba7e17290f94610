import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

it('keeps the exit code that was set', () => {
  const module = pathToFileURL(join(import.meta.dirname, 'electron-builder.mjs')).href;
  /** The hook that electron-builder installs when it makes temporary files. */
  const hooked = "(await import('async-exit-hook')).default(() => undefined)";
  const codeOf = (...steps: readonly string[]): number | null =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', [...steps, 'process.exitCode = 3'].join('; ')]).status;
  expect(codeOf(`await (await import('${module}')).electronBuilder()`, hooked)).toBe(3);
  // When this returns 3 as well, the workaround is no longer needed.
  expect(codeOf("await import('electron-builder')", hooked)).toBe(0);
});
