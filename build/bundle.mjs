// npm run build: makes dist/app, exactly what ships.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');

await script(async () => {
  await bundle(await setUp('run'));
});
