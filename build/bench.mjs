// npm run bench: measures the packaged station, from card to screen, against bare references on the same machine.
import './setup/node-version.mjs';

const path = await import('node:path');
const { Refusal, script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { packageFolder } = await import('./package/package.mjs');
const { privateMachine } = await import('./test/private-machine.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { appFolder, dist, root } = await import('./lib/paths.mjs');
const { run } = await import('./lib/run.mjs');

await script(async () => {
  const runtime = await setUp('test');
  const station = await packageFolder(runtime, await bundle(runtime), { debuggable: true });
  const machine = await privateMachine();
  if ('trouble' in machine) throw new Refusal(machine.trouble);
  const place = { station, electron: runtime.executable, electronVersion: runtime.version, app: appFolder, dist };
  const [command = '', ...args] = [...machine.prefix, process.execPath, '--import', 'tsx', path.join(root, 'bench/main.ts'), ...process.argv.slice(2)];
  /** @param {NodeJS.ProcessEnv} env */
  const go = (env) => run(command, args, { cwd: root, env: { ...env, CARD_DESK_BENCH: JSON.stringify(place) } });
  process.exitCode = hasDisplay() ? await go(process.env) : await withVirtualDisplay(go);
});
