import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../lib/paths.mjs';

/**
 * @typedef {import('./parts.mjs').Outcome} Outcome
 * @typedef {import('./parts.mjs').Failure} Failure
 */

/**
 * Returns the result of a run of vitest.
 * @param {string} part
 * @param {string} file vitest's JSON report.
 * @param {number} code vitest's exit code.
 * @param {(name: string) => string} [pathOf] Converts a file name in the report to its path in the clone.
 * @returns {Omit<Outcome, 'seconds'>}
 */
export function readReport(part, file, code, pathOf = (name) => relative(root, name)) {
  /** @type {Report} */
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { part, passed: 0, failed: 1, skipped: [], failures: [], note: `vitest wrote no report (exit code ${code})` };
  }
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failures = report.testResults.flatMap((result) => failuresOf(result, pathOf));
  const failed = failures.length;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName);
  if (failed === 0 && code !== 0) return { part, passed, failed: 1, skipped, failures, note: `vitest ended with code ${code}` };
  if (failed === 0 && passed === 0) return { part, passed, failed: 1, skipped, failures, note: 'no test ran' };
  return { part, passed, failed, skipped, failures };
}

/**
 * Returns the failed tests of a file. A file that could not be loaded has no failed tests, and neither has an error between
 * tests; each counts as one failure.
 * @param {Report['testResults'][number]} file
 * @param {(name: string) => string} pathOf
 * @returns {readonly Failure[]}
 */
function failuresOf({ name, status, message, assertionResults }, pathOf) {
  const path = pathOf(name).split(sep).join('/');
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [{ test: path, message: shortened(message) }];
  return failed.map(({ fullName, failureMessages }) => ({ test: `${path} > ${fullName}`, message: shortened(failureMessages.join('\n')) }));
}

/**
 * Returns the command that runs one test alone.
 * @param {string} part
 * @param {string} test Its file, and its name.
 */
export function commandForOne(part, test) {
  const [file = '', name] = test.split(' > ');
  // The Windows and Wine runs consist of unit tests.
  const tests = part === 'windows' ? 'unit' : part;
  const project = file.endsWith('.mocked.test.ts') ? `${tests}-mocked` : tests;
  // vitest interprets the name as a regular expression.
  const pattern = name?.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `npx vitest run --project ${project} ${file}${pattern === undefined ? '' : ` -t '${pattern.replaceAll("'", '.')}'`}`;
}

/** Enough to distinguish causes when only the end of a run's output is kept. */
const MESSAGE_LINES = 12;

/** @param {string} message */
function shortened(message) {
  return stripVTControlCharacters(message).trim().split('\n').slice(0, MESSAGE_LINES).join('\n');
}

/**
 * The parts of vitest's report that are used.
 * @typedef {object} Report
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string,
 * failureMessages: string[] }[] }[]} testResults
 */
