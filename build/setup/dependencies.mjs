import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { UserError, printLine } from '../lib/terminal.mjs';

/** The addons that `npm ci` compiles for the Node that runs it. */
const addons = ['smartcard/build/Release/smartcard_napi.node', 'pcsclite/build/Release/pcsclite.node'];

/**
 * Runs `npm ci` unless node_modules matches package-lock.json, with addons that this Node can load.
 * @throws {UserError} If npm fails.
 */
export async function ensureDependencies() {
  if (matchesLock() && addonTrouble() === null) return;
  printLine('Setup: installing npm packages (npm ci)');
  // Warnings concern parts of the packaging tools that want a newer Node than this project needs.
  const code = await run('npm', ['ci', '--loglevel=error'], { cwd: root, env: compileEnvironment() });
  if (code !== 0) throw new UserError('npm ci failed, see above. It needs the npm registry and a C++ compiler.');
  const trouble = addonTrouble();
  if (trouble !== null) printLine(`Setup: ${trouble}`);
}

/** Compares with `node_modules/.package-lock.json`, where npm records what it installed, without optional packages of other systems. */
function matchesLock() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const locked = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(installedFile);
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Returns null if both addons load here; otherwise a sentence. */
function addonTrouble() {
  const load = createRequire(import.meta.url);
  for (const addon of addons) {
    try {
      load(join(root, 'node_modules', addon));
    } catch (error) {
      return `the PC/SC addon ${addon} does not load: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

/** Uses Node's own headers, if they were installed with it, so that node-gyp need not download them. */
function compileEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  if (!existsSync(join(prefix, 'include/node/node.h'))) return process.env;
  return { ...process.env, npm_config_nodedir: prefix };
}
