import { bundle } from '../bundle/app.mjs';
import { packageFolder } from '../package/package.mjs';
import { ensureElectronRuntime } from '../setup/electron-runtime.mjs';

/**
 * Bundles and packages the station as it is handed out, where it is not made already.
 * @returns {Promise<string>} Its executable.
 */
export async function ensureShippedStation() {
  const runtime = await ensureElectronRuntime();
  return packageFolder(runtime, await bundle(runtime), { debuggable: false });
}
