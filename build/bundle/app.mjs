import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder, dist, root } from '../lib/paths.mjs';
import { desktopId } from '../lib/identity.mjs';
import { printLine } from '../lib/terminal.mjs';
import { fingerprint, isStamped, stamp } from '../lib/stamp.mjs';
import { writeThirdParties } from './licences.mjs';
import { ensurePcsclite } from './pcsclite.mjs';

/** Inputs of the bundle. */
const inputs = [
  'assets',
  'electron',
  'renderer',
  'shared',
  'build/bundle',
  'build/lib/identity.mjs',
  'build/resources/licences',
  'package.json',
  'package-lock.json',
];
const stampFile = join(dist, 'app.stamp');
/** Icon of the window under Linux (`electron/app/window.ts`); elsewhere the system takes that of the program. */
const windowIcon = 'assets/icons/256x256.png';

/**
 * Makes `dist/app`: exactly what ships, for one Electron. Does nothing if its inputs are unchanged.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<string>} Fingerprint of the inputs.
 */
export async function bundle(runtime) {
  const print = fingerprint(inputs, { electron: runtime.version, node: process.versions.modules });
  if (isStamped(stampFile, print) && existsSync(appFolder)) {
    printLine('Bundle: unchanged');
    return print;
  }
  const started = performance.now();
  // Imported only when needed, because they load slowly.
  const { bundleMain } = await import('./main-process.mjs');
  const { bundleRenderer } = await import('./renderer.mjs');
  const folder = `${appFolder}.${String(process.pid)}`;
  try {
    await mkdir(folder, { recursive: true });
    await all([
      bundleMain(join(folder, 'electron')),
      bundleRenderer(join(folder, 'renderer')),
      stage(folder, runtime),
      cp(join(root, 'LICENSE'), join(folder, 'LICENSE')),
      writeThirdParties(join(folder, 'THIRD-PARTY-LICENCES.txt')),
    ]);
    await rm(stampFile, { force: true });
    await rm(appFolder, { recursive: true, force: true });
    await rename(folder, appFolder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  stamp(stampFile, print);
  printLine(`Bundle: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return print;
}

/**
 * Copies what the bundles load beside them: native modules, the window's icon, and the manifest that Electron reads.
 * @param {string} folder
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 */
export async function stage(folder, runtime) {
  const { stageNativeModules } = await import('./native-modules.mjs');
  await all([
    stageNativeModules(join(folder, 'node_modules'), await ensurePcsclite(runtime)),
    cp(join(root, windowIcon), join(folder, windowIcon)),
    writeManifest(folder),
  ]);
}

/**
 * Waits for every part even if one fails, so that none writes into a folder that is being removed.
 * @param {readonly Promise<void>[]} parts
 */
async function all(parts) {
  for (const outcome of await Promise.allSettled(parts)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/**
 * Writes the station's own package.json: what Electron and electron-builder read, without the development fields.
 * @param {string} folder
 */
async function writeManifest(folder) {
  const { name, productName, version, description, license, author, homepage, main, dependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const { libsql, pcsclite, smartcard } = dependencies;
  const manifest = {
    name,
    productName,
    version,
    description,
    license,
    author,
    homepage,
    main,
    desktopName: `${desktopId}.desktop`,
    dependencies: { libsql, pcsclite, smartcard },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
