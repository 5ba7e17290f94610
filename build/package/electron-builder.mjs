/**
 * Returns electron-builder without its exit hook. The hook ends the process with 0 when there is nothing left to do, whatever
 * the exit code should be, so that tests that failed after a package was made would have counted as passed.
 * @returns {Promise<typeof import('electron-builder')>}
 */
export async function electronBuilder() {
  // Runs before that hook, which still cleans up at exit.
  process.once('beforeExit', () => {
    process.exit();
  });
  return import('electron-builder');
}
