// npm run screens: pictures of every screen in its main states, for the documents and for whoever looks after the design.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { appFolder } = await import('./lib/paths.mjs');
const { takeScreens } = await import('./screens/take-screens.mjs');

await script(async () => {
  const runtime = await setUp('run');
  await bundle(runtime);
  const take = (/** @type {NodeJS.ProcessEnv} */ env) => takeScreens({ executable: runtime.executable, app: appFolder, env });
  if (hasDisplay()) await take(process.env);
  else await withVirtualDisplay(take);
});
