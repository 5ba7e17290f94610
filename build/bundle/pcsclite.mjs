import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from '../lib/paths.mjs';
import { ask } from '../lib/run.mjs';
import { printLine } from '../lib/terminal.mjs';

/** pcsclite's addon as `npm ci` compiled it, for Node. */
const forNode = join(root, 'node_modules/pcsclite/build/Release/pcsclite.node');

/**
 * Compiles pcsclite's addon for an Electron. It uses V8 directly, so it needs the headers of each Electron. If they cannot be
 * downloaded, the station gets Node's addon, notices that it does not load, and uses `smartcard`.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<string>} File of the addon.
 */
export async function ensurePcsclite({ kind, version }) {
  if (kind === 'test') return forNode;
  const folder = join(cache, `pcsclite-electron-${version}-${process.platform}-${process.arch}`);
  const addon = join(folder, 'node_modules/pcsclite/build/Release/pcsclite.node');
  if (existsSync(addon)) return addon;

  printLine(`Bundle: compiling pcsclite for Electron ${version}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of ['pcsclite', 'nan']) {
    await cp(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
  await rm(join(folder, 'node_modules/pcsclite/build'), { recursive: true, force: true });
  const env = { ...process.env };
  delete env['npm_config_nodedir']; // Node's headers
  const nodeGyp = join(root, 'node_modules/node-gyp/bin/node-gyp.js');
  const { ok, output } = ask(
    process.execPath,
    [nodeGyp, 'rebuild', `--target=${version}`, '--dist-url=https://electronjs.org/headers', `--arch=${process.arch}`],
    { cwd: join(folder, 'node_modules/pcsclite'), env, limitMs: 5 * 60_000 },
  );
  if (ok && existsSync(addon)) return addon;
  await rm(folder, { recursive: true, force: true });
  printLine(`Bundle: pcsclite could not be compiled for Electron ${version}; the station will use smartcard.`);
  printLine(`        ${lastErrorOf(output)}`);
  return forNode;
}

/** @param {string} output */
function lastErrorOf(output) {
  const lines = output.split('\n').filter((line) => /ERR!|error/i.test(line));
  return (lines.find((line) => / stack Error: /.test(line)) ?? lines[0] ?? output).trim().slice(0, 400);
}
