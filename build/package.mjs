// npm run package: makes the station as a folder that runs without installation, for tests. npm run dist: makes installers.
import './setup/node-version.mjs';

const { runScript, printLine } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { bundle } = await import('./bundle/app.mjs');
const { packageFolder, packageInstallers } = await import('./package/package.mjs');

await runScript(async () => {
  const runtime = await setUp('run');
  if (process.argv.includes('--installers')) {
    for (const file of await packageInstallers(runtime, await bundle(runtime))) printLine(file);
  } else {
    printLine(await packageFolder(runtime, await bundle(runtime), { debuggable: true }));
  }
});
