import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';

/** @param {string} folder Folder of `index.html`. */
export async function bundleRenderer(folder) {
  await build({
    root: join(root, 'renderer'),
    configFile: join(root, 'renderer/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  }).catch((/** @type {unknown} */ error) => {
    throw new UserError(`The renderer could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
  });
}
