/**
 * Returns electron-builder without its exit hook. The hook ends the process with 0 when nothing is left to do, even if the
 * exit code is another one. Failed tests after a package was made would then count as passed.
 * @returns {Promise<typeof import('electron-builder')>}
 */
export async function electronBuilder() {
  // Runs before that hook, which still cleans up at exit.
  process.once('beforeExit', () => {
    process.exit();
  });
  return import('electron-builder');
}
