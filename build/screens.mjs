// npm run screens: screenshots of every screen in its main states, for the documentation and for design work. npm run screens
// -- beside: also in the browser of the component tests, with each pair side by side.
import './setup/node-version.mjs';

const path = await import('node:path');
const { runScript } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { appFolder, root } = await import('./lib/paths.mjs');
const { run } = await import('./lib/run.mjs');

await runScript(async () => {
  const runtime = await setUp('run');
  await bundle(runtime);
  // The screenshots' CM service is TypeScript, which this script cannot run before setup is done.
  const args = ['--import', 'tsx', path.join(root, 'build/screens/main.mjs'), runtime.executable, appFolder, ...process.argv.slice(2)];
  const take = (/** @type {NodeJS.ProcessEnv} */ env) => run(process.execPath, args, { cwd: root, env });
  process.exitCode = hasDisplay() ? await take(process.env) : await withVirtualDisplay(take);
});
