import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasDisplay, withVirtualDisplay } from '../lib/display.mjs';
import { cache, root } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { privateMachine } from './private-machine.mjs';

/**
 * @typedef {object} Outcome Of one part of `npm test`.
 * @property {string} part
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped Names.
 * @property {string} [note]
 */

const bin = join(root, 'node_modules');

/**
 * A part that is one check: it counts as one.
 * @param {string} part
 * @param {readonly (readonly string[])[]} commands Scripts for Node, with arguments, below node_modules.
 * @returns {Promise<Outcome>}
 */
export async function check(part, commands) {
  let failed = 0;
  for (const [script = '', ...args] of commands) {
    if ((await run(process.execPath, [join(bin, script), ...args], { cwd: root })) !== 0) failed = 1;
  }
  return { part, passed: 1 - failed, failed, skipped: [] };
}

/**
 * A project of vitest's.
 * @param {'unit' | 'integration' | 'e2e'} project
 * @param {readonly string[]} args Further arguments for vitest.
 * @param {Readonly<Record<string, string>>} [variables] Added to the environment.
 * @returns {Promise<Outcome>}
 */
export async function vitest(project, args, variables = {}) {
  const machine = project === 'unit' ? { prefix: [] } : await privateMachine();
  if ('trouble' in machine) return { part: project, passed: 0, failed: 1, skipped: [], note: machine.trouble };

  const results = join(cache, 'test-results', `${project}.json`);
  await mkdir(join(cache, 'test-results'), { recursive: true });
  await rm(results, { force: true });
  const [command = '', ...rest] = [
    ...machine.prefix,
    process.execPath,
    join(bin, 'vitest/vitest.mjs'),
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...args,
  ];
  /** @param {NodeJS.ProcessEnv} env */
  const go = (env) => run(command, rest, { cwd: root, env: { ...env, ...variables } });
  const code = project === 'e2e' && !hasDisplay() ? await withVirtualDisplay(go) : await go(process.env);
  return counted(project, results, code);
}

/**
 * @param {string} part
 * @param {string} file vitest's JSON report.
 * @param {number} code vitest's exit code.
 * @returns {Outcome}
 */
export function counted(part, file, code) {
  /** @type {Report} */
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { part, passed: 0, failed: 1, skipped: [], note: `vitest wrote no report (exit code ${code})` };
  }
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failedTests = tests.filter(({ status }) => status === 'failed').length;
  // A file that could not be loaded has no tests to fail, and neither has an error between tests.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  ).length;
  const failed = failedTests + brokenFiles;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName);
  if (failed === 0 && code !== 0) return { part, passed, failed: 1, skipped, note: `vitest ended with code ${code}` };
  if (failed === 0 && passed === 0) return { part, passed, failed: 1, skipped, note: 'no test ran' };
  return { part, passed, failed, skipped };
}

/**
 * What is used of vitest's report.
 * @typedef {object} Report
 * @property {{ status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */
