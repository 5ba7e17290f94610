import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { electronBuilderConfig } from '../electron-builder.config.mjs';
import { appFolder, dist, packagedFolder, shippedFolder } from '../lib/paths.mjs';
import { UserError, printLine } from '../lib/terminal.mjs';
import { fingerprint, isStamped, stamp } from '../lib/stamp.mjs';
import { shippedElectronVersion } from '../setup/electron-runtime.mjs';
import { makeDeb } from './deb.mjs';
import { electronBuilder } from './electron-builder.mjs';

/** @typedef {import('../setup/electron-runtime.mjs').ElectronRuntime} ElectronRuntime */

/**
 * Packages the bundle into a folder that runs without installation, with any Electron; skipped if nothing changed.
 * @param {ElectronRuntime} runtime
 * @param {string} bundlePrint Fingerprint of the bundle.
 * @param {{ debuggable: boolean }} variant The one difference between the package of the end-to-end tests and the shipped
 * one: a fuse that allows a debugger.
 * @returns {Promise<string>} The station's executable.
 */
export async function packageFolder(runtime, bundlePrint, { debuggable }) {
  const folder = debuggable ? packagedFolder : shippedFolder;
  const stampFile = join(dist, debuggable ? 'packaged.stamp' : 'shipped.stamp');
  const executable = executableIn(folder);
  const print = fingerprint(['build/package', 'build/resources', 'build/electron-builder.config.mjs', 'assets/icons'], {
    bundlePrint,
    runtime,
  });
  if (isStamped(stampFile, print) && existsSync(executable)) {
    printLine('Package: unchanged');
    return executable;
  }
  await rm(stampFile, { force: true });
  await rm(folder, { recursive: true, force: true });
  const { build, Platform } = await electronBuilder();
  await build({
    projectDir: appFolder,
    targets: Platform.current().createTarget('dir'),
    config: electronBuilderConfig({ runtime, debuggable }),
  });
  stamp(stampFile, print);
  return executable;
}

/**
 * Builds this system's installers. With any Electron other than the shipped one only a trial is made: a Debian package marked
 * in its version, which every real one replaces.
 * @param {ElectronRuntime} runtime
 * @param {string} bundlePrint
 * @returns {Promise<string[]>} The files.
 * @throws {UserError} If not even a trial can be made.
 */
export async function packageInstallers(runtime, bundlePrint) {
  const shipped = shippedElectronVersion();
  const isTrial = runtime.kind === 'test' || runtime.version !== shipped;
  if (isTrial && process.platform !== 'linux') {
    throw new UserError(
      `Installers can be made only with Electron ${shipped}; this is ${runtime.version}. Older versions have known vulnerabilities. ` +
        'Run this where github.com is reachable (delete .cache after an earlier attempt). `npm run package` makes a folder for tests.',
    );
  }
  const { build, Platform } = await electronBuilder();
  /** @type {string[]} */
  const files = [];
  if (isTrial) {
    printLine(`Installers: Electron ${runtime.version} is not the shipped version (${shipped}) and has known vulnerabilities.`);
    printLine('            This is a TRIAL package for testing the installation, not for live use.');
  } else {
    warnOfMissingSignature();
    const made = await build({
      projectDir: appFolder,
      targets: Platform.current().createTarget(),
      config: electronBuilderConfig({ runtime, debuggable: false }),
    });
    files.push(...made.filter((file) => !/\.(blockmap|yml)$/.test(file)));
  }
  if (process.platform === 'linux') {
    const executable = await packageFolder(runtime, bundlePrint, { debuggable: false });
    files.push(await makeDeb({ executable, output: join(dist, 'installers'), isTrial }));
  }
  return files;
}

/** Warns that unsigned installers are only for trying out, before Windows does. */
function warnOfMissingSignature() {
  const { CSC_LINK, CSC_NAME, WIN_CSC_LINK } = process.env;
  if (process.platform !== 'linux' && (CSC_LINK ?? CSC_NAME ?? WIN_CSC_LINK) === undefined) {
    printLine('Installers: NOT SIGNED, because none of CSC_LINK, WIN_CSC_LINK and CSC_NAME is set.');
  }
}

/**
 * Returns where electron-builder puts the station's executable on this system.
 * @param {string} folder
 */
function executableIn(folder) {
  switch (process.platform) {
    case 'darwin':
      return join(folder, process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Card Desk.app/Contents/MacOS/Card Desk');
    case 'win32':
      return join(folder, process.arch === 'arm64' ? 'win-arm64-unpacked' : 'win-unpacked', 'Card Desk.exe');
    default:
      return join(folder, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'card-desk');
  }
}
