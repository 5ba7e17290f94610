// npm run screens: pictures of every screen in its main states, for the documents and for whoever looks after the design.
// npm run screens -- beside: the same in the browser of the component tests too, and each pair beside each other.
import './setup/node-version.mjs';

const path = await import('node:path');
const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { appFolder, root } = await import('./lib/paths.mjs');
const { run } = await import('./lib/run.mjs');

await script(async () => {
  const runtime = await setUp('run');
  await bundle(runtime);
  // The CM service of the pictures is TypeScript, which this script cannot rely on before set-up is done.
  const args = ['--import', 'tsx', path.join(root, 'build/screens/main.mjs'), runtime.executable, appFolder, ...process.argv.slice(2)];
  const take = (/** @type {NodeJS.ProcessEnv} */ env) => run(process.execPath, args, { cwd: root, env });
  process.exitCode = hasDisplay() ? await take(process.env) : await withVirtualDisplay(take);
});
