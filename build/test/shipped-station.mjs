import { bundle } from '../bundle/app.mjs';
import { packageFolder } from '../package/package.mjs';
import { ensureElectronRuntime } from '../setup/electron-runtime.mjs';

/**
 * Bundles and packages the station as shipped, unless it is up to date.
 * @returns {Promise<string>} Its executable.
 */
export async function ensureShippedStation() {
  const runtime = await ensureElectronRuntime();
  return packageFolder(runtime, await bundle(runtime), { debuggable: false });
}
