// npm run dev: runs the station, reloads its page on changes of the page, and restarts it on changes of the main process.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { develop } = await import('./dev/develop.mjs');

await script(async () => {
  await develop(await setUp('run'), process.argv.slice(2));
});
