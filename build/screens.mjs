// npm run screens: pictures of the station for the documents, from the station in training mode.
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
  if (hasDisplay()) await takeScreens(runtime.executable, appFolder, process.env);
  else await withVirtualDisplay((env) => takeScreens(runtime.executable, appFolder, env));
});
