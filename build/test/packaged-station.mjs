import { bundle } from '../bundle/app.mjs';
import { appFolder } from '../lib/paths.mjs';
import { packageFolder } from '../package/package.mjs';
import { setUp } from '../setup/set-up.mjs';

/**
 * Bundles and packages the station for the end-to-end tests, unless it is up to date.
 * @returns {Promise<{ runtime: import('../setup/electron-runtime.mjs').ElectronRuntime, executable: string }>}
 */
export async function ensurePackagedStation() {
  const runtime = await setUp('run');
  return { runtime, executable: await packageFolder(runtime, await bundle(runtime), { debuggable: true }) };
}

/**
 * Provides the end-to-end tests with the station: `inject('station')`.
 * @param {import('vitest/node').TestProject} project
 */
export async function setup(project) {
  const { runtime, executable } = await ensurePackagedStation();
  project.provide('station', { executable, electron: runtime.executable, app: appFolder, electronVersion: runtime.version });
}
