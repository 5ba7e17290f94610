import { Refusal, say } from '../lib/say.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { described, ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const PACKAGES = /** @type {const} */ ({
  run: ['build', 'desktop'],
  test: ['build', 'desktop', 'test'],
  ad: ['build', 'desktop', 'test', 'ad'],
  windows: ['build', 'windows'],
});

/**
 * Brings a fresh clone to where the station can be bundled and run. Every step checks first whether it is done, so that
 * the second time does nothing and says so in one line.
 * @param {'run' | 'test' | 'ad' | 'windows'} purpose `test` needs more system packages, and stops when one is missing; `ad` needs a domain
 *   controller besides, `windows` Wine alone.
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function setUp(purpose) {
  const complete = await ensureSystemPackages(PACKAGES[purpose]);
  if (!complete && purpose !== 'run') throw new Refusal('The tests need the system packages named above.');
  await ensureDependencies();
  const runtime = await ensureElectronRuntime();
  say(`Set-up: done; ${described(runtime)}`);
  return runtime;
}
