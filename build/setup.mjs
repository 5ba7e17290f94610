// npm run setup: sets up everything a clone needs, once.
import './setup/node-version.mjs';

const { runScript } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');

await runScript(async () => {
  await setUp('test');
});
