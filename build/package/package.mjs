import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { electronBuilderConfig } from '../electron-builder.config.mjs';
import { appFolder, dist, packagedFolder } from '../lib/paths.mjs';
import { Refusal, say } from '../lib/say.mjs';
import { fingerprint, isStamped, stamp } from '../lib/stamp.mjs';
import { shippedElectronVersion } from '../setup/electron-runtime.mjs';

const stampFile = join(dist, 'packaged.stamp');

/** @typedef {import('../setup/electron-runtime.mjs').ElectronRuntime} ElectronRuntime */

/**
 * Packages the bundle into a folder that runs by itself, with any Electron; skipped when nothing changed. It lets a
 * debugger in, so that the end-to-end tests can drive it: not for handing out.
 * @param {ElectronRuntime} runtime
 * @param {string} bundlePrint The bundle's fingerprint.
 * @returns {Promise<string>} The station's executable.
 */
export async function packageFolder(runtime, bundlePrint) {
  const executable = packagedExecutable();
  const print = fingerprint(['build/package', 'build/resources', 'build/electron-builder.config.mjs'], { bundlePrint, runtime });
  if (isStamped(stampFile, print) && existsSync(executable)) {
    say('Package: unchanged');
    return executable;
  }
  await rm(stampFile, { force: true });
  await rm(packagedFolder, { recursive: true, force: true });
  const { build, Platform } = await import('electron-builder');
  await build({
    projectDir: appFolder,
    targets: Platform.current().createTarget('dir'),
    config: electronBuilderConfig({ runtime, debuggable: true }),
  });
  stamp(stampFile, print);
  return executable;
}

/**
 * Builds this system's installers.
 * @param {ElectronRuntime} runtime
 * @returns {Promise<string[]>} The files.
 * @throws {Refusal} With any other Electron than the one that ships.
 */
export async function packageInstallers(runtime) {
  const shipped = shippedElectronVersion();
  if (runtime.kind === 'test' || runtime.version !== shipped) {
    throw new Refusal(
      `Installers are made with Electron ${shipped} only, and here is ${runtime.version}: an old Electron has known holes. ` +
        'Run this where github.com can be reached (delete .cache if that was tried before). `npm run package` makes a folder for tests.'
    );
  }
  await rm(packagedFolder, { recursive: true, force: true });
  await rm(stampFile, { force: true });
  const { build, Platform } = await import('electron-builder');
  return build({ projectDir: appFolder, targets: Platform.current().createTarget(), config: electronBuilderConfig({ runtime, debuggable: false }) });
}

/** Where electron-builder puts the station of this system. */
function packagedExecutable() {
  switch (process.platform) {
    case 'darwin':
      return join(packagedFolder, process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Card Desk.app/Contents/MacOS/Card Desk');
    case 'win32':
      return join(packagedFolder, process.arch === 'arm64' ? 'win-arm64-unpacked' : 'win-unpacked', 'Card Desk.exe');
    default:
      return join(packagedFolder, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'card-desk');
  }
}
