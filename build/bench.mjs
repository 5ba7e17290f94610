// npm run bench: measures the packaged station, from card to screen, and compares it with minimal references on the same
// machine.
import './setup/node-version.mjs';

const path = await import('node:path');
const { runScript } = await import('./lib/terminal.mjs');
const { ensurePackagedStation } = await import('./test/packaged-station.mjs');
const { checkServiceIsFree, testMachines } = await import('./test/test-machines.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { appFolder, dist, root } = await import('./lib/paths.mjs');
const { run } = await import('./lib/run.mjs');

await runScript(async () => {
  await setUp('test');
  const { runtime, executable: station } = await ensurePackagedStation();
  await checkServiceIsFree();
  const place = { station, electron: runtime.executable, electronVersion: runtime.version, app: appFolder, dist };
  const [command = '', ...args] = [
    ...testMachines().prefix,
    process.execPath,
    '--import',
    'tsx',
    path.join(root, 'bench/main.ts'),
    ...process.argv.slice(2),
  ];
  /** @param {NodeJS.ProcessEnv} env */
  const go = (env) => run(command, args, { cwd: root, env: { ...env, CARD_DESK_BENCH: JSON.stringify(place) } });
  process.exitCode = hasDisplay() ? await go(process.env) : await withVirtualDisplay(go);
});
