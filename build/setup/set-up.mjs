import { UserError, printLine } from '../lib/terminal.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { describeRuntime, ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const PACKAGES = /** @type {const} */ ({
  run: ['build', 'desktop'],
  test: ['build', 'desktop', 'test'],
  ad: ['build', 'desktop', 'test', 'ad'],
  windows: ['build', 'windows'],
});

/**
 * Prepares a fresh clone so that the station can be bundled and run. Every step first checks whether it is done, so a second
 * run does nothing and prints one line.
 * @param {'run' | 'test' | 'ad' | 'windows'} purpose `test` needs more system packages, and stops if one is missing; `ad`
 * also needs a domain controller, `windows` only Wine.
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function setUp(purpose) {
  const complete = await ensureSystemPackages(PACKAGES[purpose]);
  if (!complete && purpose !== 'run') throw new UserError('The tests need the system packages listed above.');
  await ensureDependencies();
  const runtime = await ensureElectronRuntime();
  printLine(`Setup: done; ${describeRuntime(runtime)}`);
  return runtime;
}
