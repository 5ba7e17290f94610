import { appendFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasDisplay, withVirtualDisplay } from '../lib/display.mjs';
import { appFolder, cache } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { printLine } from '../lib/terminal.mjs';

/** Chromium's messages since the last start. */
const chromiumLog = join(cache, 'chromium.log');

/**
 * Runs the bundled station until it exits.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} args For the station.
 * @returns {Promise<number>} Its exit code.
 */
export async function launch(runtime, args) {
  const all = [...sandboxArguments(runtime), appFolder, ...args];
  rmSync(chromiumLog, { force: true });
  if (hasDisplay()) {
    printLine('Start: opening the station');
    return run(runtime.executable, all, { keepsError: (line) => isForTerminal(line) });
  }
  printLine('Start: no display found; the station uses a virtual one (Xvfb)');
  return withVirtualDisplay((env) => run(runtime.executable, all, { env, keepsError: (line) => isForTerminal(line) }));
}

/** Chromium's own lines: `[process:date/time:LEVEL:file(line)] text`. */
const CHROMIUM = /^\[\d+:\d{4}\/\d{6}\.\d+:(?:INFO|WARNING|ERROR|FATAL|VERBOSE\d+):[^\]]*\]/;

/**
 * Writes Chromium's messages about the system (no D-Bus, no graphics card) to a file, for troubleshooting.
 * @param {string} line Of the station's standard error.
 * @param {string} [log] The file.
 * @returns {boolean} Whether to show the line on the terminal.
 */
export function isForTerminal(line, log = chromiumLog) {
  if (!CHROMIUM.test(line)) return true;
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `${line}\n`);
  return false;
}

/**
 * Returns the switches for Chromium's sandbox, which does not work as root, nor without user namespaces or the setuid helper.
 * Only for running from a clone: an installed station always has its sandbox.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @param {object} [system]
 * @param {boolean} [system.isRoot]
 * @param {typeof ask} [system.ask]
 * @returns {string[]}
 */
export function sandboxArguments({ folder }, { isRoot = process.getuid?.() === 0, ask: askSystem = ask } = {}) {
  if (process.platform !== 'linux') return [];
  if (isRoot) {
    printLine("Start: running as root, therefore without Chromium's sandbox (--no-sandbox)");
    return ['--no-sandbox'];
  }
  const helper = join(folder, 'chrome-sandbox');
  const found = statSync(helper, { throwIfNoEntry: false });
  const isSetuid = found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0;
  // Ubuntu 24.04 lets anyone create a user namespace, but forbids everything in it; the sandbox needs root inside it.
  if (isSetuid || askSystem('unshare', ['--user', '--map-root-user', 'true']).ok) return [];
  printLine(
    "Start: user namespaces are not available, so the station runs without Chromium's sandbox (--no-sandbox), for training only. " +
      `To enable it, install Card Desk's package, or run: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
  return ['--no-sandbox'];
}
