import { build } from 'esbuild';
import { root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';

/**
 * Scripts that Electron starts separately. Each becomes one self-contained file beside the others, because the main process
 * looks for them in its own folder. The preload script is sandboxed and could not load a second file.
 */
export const entries = {
  main: 'electron/main.ts',
  preload: 'electron/app/preload.ts',
  'reader-host': 'electron/readers/host.ts',
  'store-worker': 'electron/store/worker.ts',
  'table-worker': 'electron/tables/worker.ts',
};

/** Modules with native parts, which cannot be bundled and are copied beside the bundle. */
export const nativeModules = ['libsql', 'pcsclite', 'smartcard'];

/**
 * Returns the bundling options of the main process.
 * @param {string} folder Folder of `main.js`.
 * @returns {import('esbuild').BuildOptions}
 */
export const mainOptions = (folder) => ({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: folder,
  bundle: true,
  platform: 'node',
  // The oldest Node in an Electron that the station runs on; that Electron cannot start from an ES module.
  target: 'node18',
  format: 'cjs',
  external: ['electron', ...nativeModules],
  legalComments: 'eof',
  // esbuild prints what is wrong and where.
  logLevel: 'warning',
});

/** @param {string} folder Folder of `main.js`. */
export async function bundleMain(folder) {
  const { warnings } = await build(mainOptions(folder)).catch(() => {
    throw new UserError('The main process could not be bundled.');
  });
  // For example `import.meta`, which would be empty at run time.
  if (warnings.length > 0) throw new UserError('The main process was not bundled because of the warnings above.');
}
