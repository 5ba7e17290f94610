import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hasDisplay, withVirtualDisplay } from '../lib/display.mjs';
import { appFolder } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';

/**
 * Runs the bundled station until it ends.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} args For the station.
 * @returns {Promise<number>} Its exit code.
 */
export async function launch(runtime, args) {
  const all = [...sandboxArguments(runtime), appFolder, ...args];
  if (hasDisplay()) {
    say('Start: opening the station');
    return run(runtime.executable, all);
  }
  say('Start: there is no display here; the station runs on a virtual one (Xvfb)');
  return withVirtualDisplay((env) => run(runtime.executable, all, { env }));
}

/**
 * Chromium's sandbox does not work for root, nor where neither user namespaces nor its setuid helper may be used. Only
 * for running from a clone: an installed station always has its sandbox.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {string[]}
 */
export function sandboxArguments({ folder }) {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) {
    say("Start: as root, so without Chromium's sandbox (--no-sandbox)");
    return ['--no-sandbox'];
  }
  const helper = statSync(join(folder, 'chrome-sandbox'), { throwIfNoEntry: false });
  const isSetuid = helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0;
  if (isSetuid || ask('unshare', ['--user', 'true']).ok) return [];
  say("Start: no user namespaces here, so without Chromium's sandbox (--no-sandbox)");
  return ['--no-sandbox'];
}
