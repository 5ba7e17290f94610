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
 * @param {object} [system]
 * @param {boolean} [system.isRoot]
 * @param {typeof ask} [system.ask]
 * @returns {string[]}
 */
export function sandboxArguments({ folder }, { isRoot = process.getuid?.() === 0, ask: askSystem = ask } = {}) {
  if (process.platform !== 'linux') return [];
  if (isRoot) {
    say("Start: as root, so without Chromium's sandbox (--no-sandbox)");
    return ['--no-sandbox'];
  }
  const helper = join(folder, 'chrome-sandbox');
  const found = statSync(helper, { throwIfNoEntry: false });
  const isSetuid = found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0;
  // Ubuntu 24.04 lets anybody make a user namespace, in which nothing may be done then: being its root is what the sandbox needs.
  if (isSetuid || askSystem('unshare', ['--user', '--map-root-user', 'true']).ok) return [];
  say(
    "Start: this system gives users no namespaces of their own, so without Chromium's sandbox (--no-sandbox), for training only. " +
      `To have it: install Card Desk's package, or sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
  return ['--no-sandbox'];
}
