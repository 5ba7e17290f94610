import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * For tests: the bundled store worker as shipped. It is next to the packages it loads, so that it finds the database library as
 * in the app.
 */
export async function bundleStoreWorker(name: string): Promise<{ readonly script: string; remove(): Promise<void> }> {
  const script = join(process.cwd(), 'node_modules', '.cache', `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql'],
  });
  return { script, remove: () => rm(script) };
}
