import { mkdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { cache, root } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { UserError } from '../lib/terminal.mjs';
import { notApplicable } from '../windows/not-applicable.mjs';
import { ownPath, testUnderWine } from '../windows/wine.mjs';
import { readReport } from './report.mjs';
import { shareCompiled } from './share-compiled.mjs';

/**
 * @typedef {object} Outcome Result of one part of `npm test`.
 * @property {string} part
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped Names.
 * @property {readonly Failure[]} failures
 * @property {string} [note]
 * @property {number} seconds Duration.
 *
 * @typedef {object} Failure A failed test, or a file that could not be run.
 * @property {string} test Its file, and its name.
 * @property {string} message The runner's message, shortened; the full text is in the output.
 *
 * @typedef {object} MachineJob A vitest run on test machines.
 * @property {'integration' | 'e2e' | 'long' | 'ad'} project
 * @property {readonly string[]} [args] Additional arguments for vitest.
 * @property {Readonly<Record<string, string>>} [variables] Added to the environment.
 */

const bin = join(root, 'node_modules');

/**
 * How the checks' compilers (in Go) run: on one processor, because beside another each would derive most types again; and with
 * fewer garbage collections, which take a quarter of their time.
 */
const ON_ONE_PROCESSOR = { GOMAXPROCS: '1', GOGC: '400' };

/**
 * Runs a check, which counts as one test.
 * @param {string} part
 * @param {readonly (readonly string[])[]} commands Scripts for Node below node_modules, with arguments.
 * @returns {Promise<Outcome>}
 */
export function check(part, commands) {
  return timed(async () => {
    let failed = 0;
    const options = { cwd: root, env: { ...process.env, ...ON_ONE_PROCESSOR } };
    for (const [script = '', ...args] of commands) {
      if ((await run(process.execPath, [join(bin, script), ...args], options)) !== 0) failed = 1;
    }
    return { part, passed: 1 - failed, failed, skipped: [], failures: [] };
  });
}

/**
 * Runs the unit tests.
 * @param {boolean} withFiles Whether to include those that make files; otherwise another part of this run has them.
 * @returns {Promise<Outcome>}
 */
export function unit(withFiles = true) {
  return timed(() => vitest('unit', [], withFiles ? {} : { CARD_DESK_FILES_ELSEWHERE: '1' }));
}

/**
 * Runs the component tests of the page in a browser.
 * @returns {Promise<Outcome>}
 */
export function component() {
  return timed(() => vitest('component'));
}

/**
 * Runs the unit tests that make files, under Windows' rules for open files: in two processes, because they wait for files and
 * for threads.
 * @returns {Promise<Outcome>}
 */
export function windowsFiles() {
  return timed(() => vitest('windows-files', ['--maxWorkers=2']));
}

/**
 * Runs the unit tests on Windows' Node under Wine. Only tests known not to apply there may fail.
 * @returns {Promise<Outcome>}
 */
export function windows() {
  return timed(async () => {
    const { code, report, output, tree } = await testUnderWine(unitFiles());
    return allowKnownFailures(
      readReport('windows', report, code, (name) => relative(tree, ownPath(name))),
      notApplicable,
      output,
    );
  });
}

/**
 * Returns the unit test files, as vitest finds them.
 * @returns {readonly string[]} Paths relative to the clone.
 */
function unitFiles() {
  const list = ['list', '--project=unit', '--project=unit-mocked', '--filesOnly', '--json'];
  const { ok, output } = ask(process.execPath, [join(bin, 'vitest/vitest.mjs'), ...list], { cwd: root });
  const json = output.slice(output.indexOf('['), output.lastIndexOf(']') + 1);
  if (!ok || json === '') throw new UserError(`vitest could not list the unit tests: ${output.trim()}`);
  /** @type {{ file: string }[]} */
  const listed = JSON.parse(json);
  return [...new Set(listed.map(({ file }) => relative(root, file).split(sep).join('/')))];
}

/**
 * Returns the result of tests of which some are known to fail.
 * @param {Omit<Outcome, 'seconds'>} outcome
 * @param {Readonly<Record<string, string>>} known Tests that cannot pass there, with the reason.
 * @param {string} output File with the full output.
 * @returns {Omit<Outcome, 'seconds'>} A known test that passes counts as a failure too, so that the list stays correct.
 */
export function allowKnownFailures(outcome, known, output) {
  const failed = new Map(outcome.failures.map((failure) => [failure.test, failure]));
  const unexpected = outcome.failures.filter(({ test }) => !(test in known));
  const passed = Object.keys(known).filter((test) => !failed.has(test));
  const failures = [
    ...unexpected,
    ...passed.map((test) => ({ test, message: 'is named as not applicable, and did not fail: take it off the list' })),
  ];
  // With only known failures, vitest's exit code adds no information.
  const isOnlyKnown = outcome.failures.length > 0 && outcome.failed === outcome.failures.length;
  const { note, ...counts } = outcome;
  const notes = [...(note === undefined || isOnlyKnown ? [] : [note]), `${Object.keys(known).length} not applicable, see ${output}`];
  return {
    ...counts,
    failed: failures.length + (outcome.failed - outcome.failures.length),
    failures,
    skipped: [...outcome.skipped, ...Object.entries(known).map(([test, reason]) => `${test}: ${reason}`)],
    note: notes.join('; '),
  };
}

/**
 * Runs the tests of a project that need machines of their own.
 * @param {MachineJob} job
 * @returns {Promise<Outcome>}
 */
export function onMachines({ project, args = [], variables = {} }) {
  return timed(() => vitest(project, args, variables));
}

/**
 * @param {() => Promise<Omit<Outcome, 'seconds'>>} body
 * @returns {Promise<Outcome>}
 */
async function timed(body) {
  const started = performance.now();
  return { ...(await body()), seconds: Math.round((performance.now() - started) / 1000) };
}

/**
 * Arguments with which the runs of vitest share what they compile: the later ones take it from the earlier ones.
 * @type {Promise<readonly string[]> | undefined}
 */
let sharing;

/**
 * Runs a vitest project.
 * @param {'unit' | 'windows-files' | 'component' | MachineJob['project']} project
 * @param {readonly string[]} [args] Additional arguments for vitest.
 * @param {Readonly<Record<string, string>>} [variables] Added to the environment.
 */
async function vitest(project, args = [], variables = {}) {
  const results = join(cache, 'test-results', `${project}.json`);
  await mkdir(join(cache, 'test-results'), { recursive: true });
  await rm(results, { force: true });
  const code = await run(
    process.execPath,
    [
      join(bin, 'vitest/vitest.mjs'),
      'run',
      // Includes the project's separate files: unit-mocked, windows-files-mocked.
      ...(project === 'unit' || project === 'windows-files'
        ? [`--project=${project}`, `--project=${project}-mocked`]
        : [`--project=${project}`]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...(await (sharing ??= shareCompiled())),
      ...args,
    ],
    { cwd: root, env: { ...process.env, ...variables } },
  );
  return readReport(project, results, code);
}
