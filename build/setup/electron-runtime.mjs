import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cache, root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';
import { downloadOfficial } from './electron-download.mjs';
import { fetchTestRuntime, testRuntime } from './test-runtime.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {'official' | 'given' | 'test'} kind `given`: named by `CARD_DESK_ELECTRON_DIST`, and not the test runtime.
 * @property {string} version
 * @property {string} folder
 * @property {string} executable
 */

/**
 * Path inside Electron's folder.
 * @type {string}
 */
const binary =
  process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : process.platform === 'win32' ? 'electron.exe' : 'electron';

/** Remembers that the official download was unreachable, so that not every start waits for it. */
const stampFile = join(cache, 'electron-download-unreachable');

/**
 * Returns the version of Electron that ships.
 * @returns {string}
 */
export function shippedElectronVersion() {
  return createRequire(join(root, 'package.json'))('electron/package.json').version;
}

/**
 * Returns the Electron that runs the station here: the folder in `CARD_DESK_ELECTRON_DIST`, the official one, or, if that
 * cannot be downloaded, the test runtime. Needs npm's packages to be installed.
 * @returns {Promise<ElectronRuntime>}
 * @throws {UserError} If there is none for this machine.
 */
export async function ensureElectronRuntime() {
  const given = process.env['CARD_DESK_ELECTRON_DIST'];
  if (given !== undefined && given !== '') return givenRuntime(resolve(given));

  const version = shippedElectronVersion();
  const folder = join(root, 'node_modules/electron');
  const official = join(folder, 'dist');
  if (!holds(official, version)) await downloadOfficial({ folder, version, stampFile });
  if (holds(official, version)) return runtime('official', version, official);

  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      `Electron ${version} could not be downloaded, and there is no other runtime for ${process.platform} ${process.arch}. ` +
        'Allow access to github.com, set HTTPS_PROXY or ELECTRON_MIRROR, or set CARD_DESK_ELECTRON_DIST to the folder of an unpacked Electron.',
    );
  }
  if (!holds(testRuntime.folder, testRuntime.version)) await fetchTestRuntime();
  return runtime('test', testRuntime.version, testRuntime.folder);
}

/**
 * Returns one line of text for the terminal.
 * @param {ElectronRuntime} runtime
 */
export function describeRuntime({ kind, version, folder }) {
  if (kind === 'test') return `Electron ${version}, the test and training runtime, not for live use`;
  return kind === 'given' ? `Electron ${version} from ${folder}` : `Electron ${version}`;
}

/** @param {string} folder */
function givenRuntime(folder) {
  if (!existsSync(join(folder, binary)) || !existsSync(join(folder, 'version'))) {
    throw new UserError(`CARD_DESK_ELECTRON_DIST is ${folder}, which does not contain Electron (files ${binary} and version).`);
  }
  const version = versionIn(folder);
  return runtime(version === testRuntime.version ? 'test' : 'given', version, folder);
}

/**
 * @param {string} folder
 * @param {string} version
 */
function holds(folder, version) {
  return existsSync(join(folder, binary)) && existsSync(join(folder, 'version')) && versionIn(folder) === version;
}

/** @param {string} folder */
function versionIn(folder) {
  return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
}

/**
 * @param {ElectronRuntime['kind']} kind
 * @param {string} version
 * @param {string} folder
 * @returns {ElectronRuntime}
 */
function runtime(kind, version, folder) {
  return { kind, version, folder, executable: join(folder, binary) };
}
