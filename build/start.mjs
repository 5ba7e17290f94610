// npm start: sets up what is missing, bundles what changed, opens the station.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { launch } = await import('./start/launch.mjs');

await script(async () => {
  const runtime = await setUp('run');
  await bundle(runtime);
  process.exitCode = await launch(runtime, process.argv.slice(2));
});
