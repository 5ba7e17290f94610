/**
 * electron-builder. A hook of its ends the process with 0 as soon as there is nothing left to do, whatever the exit code was to
 * be: tests that failed after a package was made would have counted as passed.
 * @returns {Promise<typeof import('electron-builder')>}
 */
export async function electronBuilder() {
  // Before that hook; it cleans up at the exit, too.
  process.once('beforeExit', () => {
    process.exit();
  });
  return import('electron-builder');
}
