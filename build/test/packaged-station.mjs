import { bundle } from '../bundle/app.mjs';
import { appFolder } from '../lib/paths.mjs';
import { packageFolder } from '../package/package.mjs';
import { setUp } from '../setup/set-up.mjs';

/**
 * Bundles and packages the station before the end-to-end tests, and tells them where it is: `inject('station')`.
 * @param {import('vitest/node').TestProject} project
 */
export async function setup(project) {
  const runtime = await setUp('run');
  const executable = await packageFolder(runtime, await bundle(runtime), { debuggable: true });
  project.provide('station', { executable, electron: runtime.executable, app: appFolder, electronVersion: runtime.version });
}
