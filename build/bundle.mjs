// npm run build: makes dist/app, exactly what ships.
import './setup/node-version.mjs';

const { runScript } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');

await runScript(async () => {
  await bundle(await setUp('run'));
});
