import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from '../lib/paths.mjs';

/**
 * Returns arguments with which runs of vitest share the sources they compile: each imports much of what the others do, and
 * compiling it takes a third of the processor time in which a run starts. Begins with none, because vitest does not see
 * everything that changes the result, such as tsconfig.json.
 * @returns {Promise<readonly string[]>}
 */
export async function shareCompiled() {
  const folder = join(cache, 'compiled-tests');
  await rm(folder, { recursive: true, force: true });
  return ['--experimental.fsModuleCache', `--experimental.fsModuleCachePath=${folder}`];
}
