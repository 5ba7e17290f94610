import { mkdir, rm } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { hasDisplay, withVirtualDisplay } from '../lib/display.mjs';
import { cache, root } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { UserError, printLine } from '../lib/terminal.mjs';
import { ensurePackagedStation } from './packaged-station.mjs';
import { notApplicable } from '../windows/not-applicable.mjs';
import { ownPath, testUnderWine } from '../windows/wine.mjs';
import { readReport } from './report.mjs';
import { shareCompiled } from './share-compiled.mjs';
import { testMachines } from './test-machines.mjs';

/**
 * @typedef {object} Outcome Result of one part of `npm test`.
 * @property {string} part
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped Names.
 * @property {readonly Failure[]} failures
 * @property {string} [note]
 * @property {number} seconds Duration; parallel parts each count their own.
 *
 * @typedef {object} Failure A failed test, or a file that could not be run.
 * @property {string} test Its file, and its name.
 * @property {string} message The runner's message, shortened; the full text is in the output.
 *
 * @typedef {object} MachineJob A vitest run on a test machine.
 * @property {'integration' | 'e2e' | 'long' | 'ad'} project
 * @property {readonly string[]} [args] Additional arguments for vitest.
 * @property {Readonly<Record<string, string>>} [variables] Added to the environment.
 */

const bin = join(root, 'node_modules');

/**
 * How a project is split over parallel machines, so that none waits long for another: the slowest files are separate and
 * first; the rest is split into this many pieces. Files that mostly wait for readers are one piece beside the others.
 */
const CUTS = {
  integration: {
    waiting: [
      'electron/cards/other-programs.integration.test.ts',
      'electron/readers/drivers.integration.test.ts',
      'electron/readers/host.integration.test.ts',
      'electron/readers/other-program.integration.test.ts',
    ],
    long: [],
    pieces: 1,
  },
  e2e: { waiting: [], long: ['e2e/binding.e2e.ts'], pieces: 6 },
  long: { waiting: [], long: ['e2e/input-methods.long.ts', 'e2e/scanner.long.ts'], pieces: 6 },
};

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
  return timed(() => vitest('unit', 'unit', [], [], withFiles ? {} : { CARD_DESK_FILES_ELSEWHERE: '1' }));
}

/**
 * Runs the component tests of the page in a browser.
 * @returns {Promise<Outcome>}
 */
export function component() {
  return timed(() => vitest('component', 'component', [], []));
}

/**
 * Runs the unit tests that make files, under Windows' rules for open files.
 * @param {boolean} isAlone Whether nothing runs in parallel; then they use two processors.
 * @returns {Promise<Outcome>}
 */
export function windowsFiles(isAlone) {
  return timed(() => vitest('windows-files', 'windows-files', [], isAlone ? ['--maxWorkers=2'] : []));
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
 * Runs tests that need a machine, split into pieces that the machines work off in parallel.
 * @param {readonly MachineJob[]} jobs
 * @param {readonly Promise<unknown>[]} busy For each of the first machines, the work that occupies its processor until then.
 * @returns {Promise<readonly Outcome[]>} One per job.
 */
export async function runOnMachines(jobs, busy) {
  if (jobs.length === 0) return [];
  const machines = await testMachines();
  if ('trouble' in machines)
    return jobs.map(({ project }) => ({
      part: project,
      passed: 0,
      failed: 1,
      skipped: [],
      failures: [],
      note: machines.trouble,
      seconds: 0,
    }));
  const { prefixes } = machines;
  /** @type {Promise<unknown> | undefined} */
  let station;
  const pieces = jobs.flatMap((job) => splitJob(job, prefixes.length));
  /** @type {Map<MachineJob, Outcome[]>} */
  const outcomes = new Map(jobs.map((job) => [job, []]));
  const waiting = pieces.filter(({ isWaiting }) => isWaiting);
  const working = pieces.filter(({ isWaiting }) => !isWaiting);
  const [spare = []] = prefixes;
  const lanes = [
    // A machine more than there is other work begins once a processor is free for it.
    ...prefixes.map((prefix, machine) => ({ prefix, queue: working, after: machine < busy.length ? busy[machine] : Promise.all(busy) })),
    { prefix: spare, queue: waiting, after: undefined },
  ];
  await Promise.all(
    lanes.map(async ({ prefix, queue, after }) => {
      await after;
      for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
        const { job, name, args } = piece;
        // Once, because every piece would otherwise package the station.
        if (needsStation(job.project)) await (station ??= ensurePackagedStation());
        const outcome = await timed(() => vitest(job.project, name, prefix, args, job.variables));
        outcomes.get(job)?.push(outcome);
        if (name !== job.project) printLine(`=== ${name}: ${outcome.passed} passed, ${outcome.failed} failed  ${outcome.seconds} s`);
      }
    }),
  );
  return [...outcomes.values()].map(addUp);
}

/**
 * Splits a job for a number of machines. Every test is in exactly one piece.
 * @param {MachineJob} job
 * @param {number} machines
 * @returns {readonly { readonly job: MachineJob, readonly name: string, readonly args: readonly string[], readonly isWaiting:
 * boolean }[]} Slowest first. A piece that mostly waits may run alongside the others.
 */
export function splitJob(job, machines) {
  // The tests with a domain are one piece, because setting up a second domain would take longer.
  if (machines === 1 || job.args !== undefined || job.project === 'ad')
    return [{ job, name: job.project, args: job.args ?? [], isWaiting: false }];
  const { waiting, long, pieces } = CUTS[job.project];
  const excluded = [...waiting, ...long].map((file) => `--exclude=${file}`);
  return [
    ...(waiting.length === 0 ? [] : [{ job, name: `${job.project}-waiting`, args: waiting, isWaiting: true }]),
    ...long.map((file) => ({ job, name: basename(file, '.ts'), args: [file], isWaiting: false })),
    ...Array.from({ length: pieces }, (_none, at) => ({
      job,
      name: `${job.project}-${at + 1}`,
      args: [`--shard=${at + 1}/${pieces}`, ...excluded],
      isWaiting: false,
    })),
  ];
}

/**
 * Returns the total result of the pieces of one part.
 * @param {readonly Outcome[]} pieces At least one.
 * @returns {Outcome}
 */
export function addUp(pieces) {
  const [first] = pieces;
  if (first === undefined) throw new Error('There are no pieces');
  const notes = pieces.flatMap(({ note }) => note ?? []);
  return {
    part: first.part,
    passed: pieces.reduce((sum, { passed }) => sum + passed, 0),
    failed: pieces.reduce((sum, { failed }) => sum + failed, 0),
    skipped: pieces.flatMap(({ skipped }) => skipped),
    failures: pieces.flatMap(({ failures }) => failures),
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
    seconds: pieces.reduce((sum, { seconds }) => sum + seconds, 0),
  };
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
 * Runs a vitest project, or a piece of it.
 * @param {'unit' | 'windows-files' | 'component' | MachineJob['project']} project
 * @param {string} name Name of the report.
 * @param {readonly string[]} prefix Command prefix of the machine it runs on.
 * @param {readonly string[]} args Additional arguments for vitest.
 * @param {Readonly<Record<string, string>>} [variables] Added to the environment.
 */
async function vitest(project, name, prefix, args, variables = {}) {
  const results = join(cache, 'test-results', `${name}.json`);
  await mkdir(join(cache, 'test-results'), { recursive: true });
  await rm(results, { force: true });
  const [command = '', ...rest] = [
    ...prefix,
    process.execPath,
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
  ];
  /** @param {NodeJS.ProcessEnv} env */
  const go = (env) => run(command, rest, { cwd: root, env: { ...env, ...variables } });
  const code = needsStation(project) && !hasDisplay() ? await withVirtualDisplay(go) : await go(process.env);
  return readReport(project, results, code);
}

/** @param {string} project */
const needsStation = (project) => !['unit', 'windows-files', 'component', 'integration'].includes(project);
