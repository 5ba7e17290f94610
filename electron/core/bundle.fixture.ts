import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * For tests: bundles a script for Node, which then starts in a fraction of the time. It is next to the packages it loads, so
 * that it finds the database library as in the app.
 * @param entryPoint its path
 * @param name of the file, unique among the tests that run at the same time
 */
export async function bundleScript(entryPoint: string, name: string): Promise<{ readonly script: string; remove(): Promise<void> }> {
  const script = join(process.cwd(), 'node_modules', '.cache', `${name}-${String(process.pid)}.mjs`);
  await build({ entryPoints: [entryPoint], outfile: script, bundle: true, platform: 'node', format: 'esm', external: ['libsql'] });
  return { script, remove: () => rm(script) };
}
