import { build } from 'esbuild';
import { root } from '../lib/paths.mjs';
import { Refusal } from '../lib/say.mjs';

/**
 * The scripts that Electron starts by themselves: each becomes one self-contained file, side by side, as the main process
 * looks for the others in its own folder. The preload is sandboxed and could not load a second file.
 */
export const entries = {
  main: 'electron/main.ts',
  preload: 'electron/app/preload.ts',
  'reader-host': 'electron/readers/host.ts',
  'store-worker': 'electron/store/worker.ts',
  'table-worker': 'electron/tables/worker.ts',
};

/** Modules with native parts, which cannot be bundled and are staged beside the bundle. */
export const nativeModules = ['libsql', 'pcsclite', 'smartcard'];

/**
 * How the main process is bundled.
 * @param {string} folder Where `main.js` goes.
 * @returns {import('esbuild').BuildOptions}
 */
export const mainOptions = (folder) => ({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: folder,
  bundle: true,
  platform: 'node',
  // The oldest Node inside an Electron the station runs on; that Electron cannot start from an ES module.
  target: 'node18',
  format: 'cjs',
  external: ['electron', ...nativeModules],
  legalComments: 'eof',
  // esbuild says on the terminal what is wrong and where.
  logLevel: 'warning',
});

/**
 * @param {string} folder Where `main.js` goes.
 */
export async function bundleMain(folder) {
  const { warnings } = await build(mainOptions(folder)).catch(() => {
    throw new Refusal('The main process could not be bundled.');
  });
  // For instance `import.meta`, which would be empty at run time.
  if (warnings.length > 0) throw new Refusal('The main process is not bundled while esbuild warns of it.');
}
