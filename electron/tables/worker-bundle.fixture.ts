import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** For tests: the bundled table worker as shipped. */
export async function bundleTableWorker(name: string): Promise<{ readonly script: string; remove(): Promise<void> }> {
  const script = join(process.cwd(), 'node_modules', '.cache', `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
  });
  return { script, remove: () => rm(script) };
}
