import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

/**
 * For tests: the bundled store worker as shipped. It is next to the packages it loads, so that it finds the database library as
 * in the app. Tests start hundreds of these threads, so its code is compiled once, here.
 */
export async function bundleStoreWorker(name: string): Promise<{ readonly script: string; remove(): Promise<void> }> {
  const script = join(process.cwd(), 'node_modules', '.cache', `${name}.cjs`);
  const [code, compiled] = [`${script}.code.cjs`, `${script}.compiled`];
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: code,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql'],
  });
  await writeFile(
    script,
    loaded(code, 'undefined', `require('node:fs').writeFileSync(${JSON.stringify(compiled)}, script.createCachedData()); process.exit();`),
  );
  await once(new Worker(script), 'exit');
  await writeFile(script, loaded(code, `readFileSync(${JSON.stringify(compiled)})`));
  return {
    script,
    remove: async () => {
      for (const file of [script, code, compiled]) await rm(file);
    },
  };
}

/**
 * Returns a script that runs the code as `require` does. V8 compiles it again if the compiled one does not belong to it.
 * @param compiled the expression for the compiled code
 * @param then what follows
 */
function loaded(code: string, compiled: string, then = ''): string {
  return `
    const { readFileSync } = require('node:fs');
    const { wrap } = require('node:module');
    const { Script } = require('node:vm');
    const filename = ${JSON.stringify(code)};
    const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData: ${compiled} });
    script.runInThisContext()(exports, require, module, filename, __dirname);
    ${then}
  `;
}
