// npm start: sets up what is missing, bundles what changed, opens the station.
import './setup/node-version.mjs';

const { runScript } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { launch } = await import('./start/launch.mjs');

await runScript(async () => {
  const runtime = await setUp('run');
  await bundle(runtime);
  process.exitCode = await launch(runtime, process.argv.slice(2));
});
