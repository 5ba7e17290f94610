import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { watch } from 'rolldown';
import { createServer, normalizePath } from 'vite';
import { mainOptions } from '../bundle/main-process.mjs';
import { stage } from '../bundle/app.mjs';
import { hasDisplay, withVirtualDisplay } from '../lib/display.mjs';
import { cache, dist, root } from '../lib/paths.mjs';
import { printLine } from '../lib/terminal.mjs';
import { sandboxArguments } from '../start/launch.mjs';

/**
 * Runs the station from `dist/dev` and keeps it up to date with the sources until it is closed: a change of the page reloads
 * the page (its state comes from the main process), a change of the main process restarts the station.
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} args For the station.
 */
export async function develop(runtime, args) {
  const folder = join(dist, 'dev');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await stage(folder, runtime);
  if (hasDisplay()) await follow(folder, runtime, args, process.env);
  else {
    printLine('Development: no display found; the station uses a virtual one (Xvfb)');
    await withVirtualDisplay((env) => follow(folder, runtime, args, env));
  }
}

/**
 * @param {string} folder
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} runtime
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function follow(folder, runtime, args, env) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let station;
  let isStartingAgain = false;
  /** @type {() => void} */
  let close = () => undefined;
  /** @type {Promise<void>} */
  const closed = new Promise((resolve) => {
    close = resolve;
  });
  const start = () => {
    station = spawn(runtime.executable, [...sandboxArguments(runtime), folder, ...args], {
      env: { ...env, CARD_DESK_DEV_PAGE: page.resolvedUrls?.local[0] },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    station.once('exit', () => {
      if (!isStartingAgain) close();
    });
  };
  const startAgain = async () => {
    if (station === undefined) return;
    isStartingAgain = true;
    const ended = once(station, 'exit');
    station.kill();
    await ended;
    isStartingAgain = false;
    start();
    printLine('Development: the station was restarted');
  };

  const page = await servePage((files) => {
    if (station?.connected === true) station.send({ files });
  });
  const main = await watchMain(join(folder, 'electron'), () => void startAgain());
  start();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => station?.kill());
  await closed;
  await Promise.all([page.close(), main.close()]);
}

/** Time in which changes are gathered before the page is reloaded, ms: an editor may save several files. */
const GATHER_MS = 50;

/**
 * Serves the page's modules from the sources.
 * @param {(files: readonly string[] | null) => void} changed Takes the paths of the changed files below the page's address, or
 *   null when files were added or removed.
 */
async function servePage(changed) {
  const pageFolder = `${normalizePath(join(root, 'renderer'))}/`;
  const server = await createServer({
    root: pageFolder,
    configFile: join(root, 'renderer/vite.config.ts'),
    cacheDir: join(cache, 'vite'),
    logLevel: 'warn',
    // The page must not open web sockets, so the station tells it to reload.
    server: { host: '127.0.0.1', port: 0, hmr: false, fs: { allow: [root] } },
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Set<string>} */
  const files = new Set();
  // A file that was added or removed changes the modules that import by pattern, such as the languages.
  let isPatternChanged = false;
  server.watcher.on('all', (event, file) => {
    if (event !== 'change') isPatternChanged = true;
    const path = normalizePath(file);
    files.add(path.startsWith(pageFolder) ? path.slice(pageFolder.length) : `@fs/${path.replace(/^\//, '')}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed(isPatternChanged ? null : [...files]);
      isPatternChanged = false;
      files.clear();
    }, GATHER_MS);
  });
  await server.listen();
  return server;
}

/**
 * Bundles the main process on every change. Resolves after the first time.
 * @param {string} folder
 * @param {() => void} changed Called after every later time.
 */
async function watchMain(folder, changed) {
  /** @type {() => void} */
  let made = () => undefined;
  /** @type {Promise<void>} */
  const isMade = new Promise((resolve) => {
    made = resolve;
  });
  let isFirst = true;
  const bundle = watch(mainOptions(folder, 'build/dev/main.ts'));
  bundle.on('event', (event) => {
    if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result.close();
    if (event.code === 'ERROR') printLine(`Development: the main process could not be bundled: ${event.error.message}`);
    if (event.code !== 'END') return;
    if (isFirst) made();
    else changed();
    isFirst = false;
  });
  await isMade;
  return bundle;
}
