import { rolldown } from 'rolldown';
import { root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';

/**
 * Scripts that Electron starts separately. They are beside each other, because the main process looks for them in its own
 * folder. What several of them share, and what is loaded only when needed, is in `parts` below it.
 */
export const entries = {
  main: 'electron/main.ts',
  'reader-host': 'electron/readers/host.ts',
  'store-worker': 'electron/store/worker.ts',
  'table-worker': 'electron/tables/worker.ts',
};

/** The preload script is sandboxed and could not load a second file, so it is self-contained. */
const preload = { preload: 'electron/app/preload.ts' };

/** Modules with native parts, which cannot be bundled and are copied beside the bundle. */
export const nativeModules = ['libsql', 'pcsclite', 'smartcard'];

/**
 * Returns the bundling options of the main process, one for each bundle.
 * @param {string} folder Folder of `main.js`.
 * @param {string} [main] The script that becomes `main.js`.
 * @returns {(import('rolldown').RolldownOptions & { output: import('rolldown').OutputOptions })[]}
 */
export const mainOptions = (folder, main = entries.main) =>
  [{ ...entries, main }, preload].map((input) => ({
    cwd: root,
    input,
    platform: 'node',
    external: ['electron', ...nativeModules],
    // The oldest Node in an Electron that the station runs on; that Electron cannot start from an ES module.
    transform: { target: 'node18' },
    output: {
      dir: folder,
      format: 'cjs',
      // As ES modules are.
      strict: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'parts/[name]-[hash].js',
      codeSplitting: input !== preload,
      // Names stay, because they are in the log, and words such as `false`, because the security review reads what ships.
      keepNames: true,
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      // The licences are in THIRD-PARTY-LICENCES.txt.
      comments: false,
    },
  }));

/** @param {string} folder Folder of `main.js`. */
export async function bundleMain(folder) {
  /** @type {string[]} */
  const warnings = [];
  for (const { output, ...options } of mainOptions(folder)) {
    const bundle = await rolldown({ ...options, onLog: (_level, { message }) => warnings.push(message) });
    try {
      await bundle.write(output);
    } catch (error) {
      throw new UserError(`The main process could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await bundle.close();
    }
  }
  // For example an import that is not found, or `import.meta`, which would be empty at run time.
  if (warnings.length > 0) throw new UserError(`The main process was not bundled because of warnings:\n\n${warnings.join('\n')}`);
}
