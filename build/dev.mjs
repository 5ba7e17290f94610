// npm run dev: the station, with its page loaded anew at each change of the page, and started again at each change of main.
import './setup/node-version.mjs';

const { script } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { develop } = await import('./dev/develop.mjs');

await script(async () => {
  await develop(await setUp('run'), process.argv.slice(2));
});
