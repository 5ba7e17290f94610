import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';

/**
 * Bundles the page for use, whatever `NODE_ENV` says here: in a shell or a test run that sets it, Vite would take React's development
 * build, which is slower and larger.
 * @param {string} folder Folder of `index.html`.
 */
export async function bundleRenderer(folder) {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await bundleInProduction(folder);
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'NODE_ENV');
    else process.env['NODE_ENV'] = before;
  }
}

/** @param {string} folder */
async function bundleInProduction(folder) {
  await build({
    root: join(root, 'renderer'),
    configFile: join(root, 'renderer/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  }).catch((/** @type {unknown} */ error) => {
    throw new UserError(`The renderer could not be bundled: ${error instanceof Error ? error.message : String(error)}`);
  });
}
