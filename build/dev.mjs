// npm run dev: runs the station, reloads its page on changes of the page, and restarts it on changes of the main process.
import './setup/node-version.mjs';

const { runScript } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { develop } = await import('./dev/develop.mjs');

await runScript(async () => {
  await develop(await setUp('run'), process.argv.slice(2));
});
