// npm run setup: sets up everything a clone needs, once.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');

await script(async () => {
  await setUp('test');
});
