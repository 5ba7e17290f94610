import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../lib/paths.mjs';
import { allowKnownFailures } from './parts.mjs';
import { commandForOne, readReport } from './report.mjs';

const folder = mkdtempSync(join(tmpdir(), 'card-desk-parts-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function outcome(files: { status: string; tests: string[] }[], code: number) {
  const file = join(folder, 'report.json');
  const testResults = files.map(({ status, tests }) => ({
    name: join(root, 'shared/some.test.ts'),
    status,
    message: 'cannot be loaded',
    assertionResults: tests.map((each, index) => ({
      status: each,
      fullName: `${each} ${index}`,
      failureMessages:
        each === 'failed' ? ['\u001b[31mnot so\u001b[39m', ...Array.from({ length: 20 }, (_none, line) => `at ${line}`)] : [],
    })),
  }));
  writeFileSync(file, JSON.stringify({ testResults }));
  return readReport('unit', file, code);
}

test('counts passed, failed and skipped tests, and names those that did not pass', () => {
  const files = [
    { status: 'passed', tests: ['passed', 'passed', 'skipped'] },
    { status: 'failed', tests: ['failed', 'passed', 'todo'] },
  ];
  const { failures, ...counts } = outcome(files, 1);
  expect(counts).toEqual({ part: 'unit', passed: 3, failed: 1, skipped: ['skipped 2', 'todo 2'] });
  expect(failures.map(({ test: name }) => name)).toEqual(['shared/some.test.ts > failed 0']);
  expect(failures[0]?.message.split('\n')).toEqual(['not so', ...Array.from({ length: 11 }, (_none, line) => `at ${line}`)]);
});

test('counts a file that cannot be loaded as a failure', () => {
  const files = [
    { status: 'passed', tests: ['passed'] },
    { status: 'failed', tests: [] },
  ];
  expect(outcome(files, 1)).toMatchObject({
    passed: 1,
    failed: 1,
    failures: [{ test: 'shared/some.test.ts', message: 'cannot be loaded' }],
  });
});

test('counts an error outside of any test as a failure', () => {
  expect(outcome([{ status: 'passed', tests: ['passed'] }], 1)).toMatchObject({ passed: 1, failed: 1, note: 'vitest ended with code 1' });
});

test('counts no tests at all, or only skipped ones, as a failure', () => {
  expect(outcome([], 0)).toMatchObject({ passed: 0, failed: 1, note: 'no test ran' });
  expect(outcome([{ status: 'passed', tests: ['skipped'] }], 0)).toMatchObject({ passed: 0, failed: 1 });
});

test('counts a missing report as a failure', () => {
  expect(readReport('unit', join(folder, 'none.json'), 137)).toMatchObject({ passed: 0, failed: 1 });
});

test('allows tests that are known not to apply to fail, names them with the reason, and allows no others', () => {
  const failures = ['a > known', 'b > new'].map((name) => ({ test: name, message: '' }));
  const outcome = { part: 'windows', passed: 3, failed: 2, skipped: ['c'], failures, note: 'vitest ended with code 1' };
  const known = { 'a > known': 'Wine has none' };
  expect(allowKnownFailures(outcome, known, 'unit.log')).toMatchObject({
    failed: 1,
    failures: [{ test: 'b > new' }],
    skipped: ['c', 'a > known: Wine has none'],
  });
  expect(allowKnownFailures({ ...outcome, failed: 1, failures: failures.slice(0, 1) }, known, 'unit.log').failed).toBe(0);
});

test('counts a test that is listed as not applicable but passes as a failure', () => {
  const outcome = { part: 'windows', passed: 3, failed: 0, skipped: [], failures: [] };
  expect(allowKnownFailures(outcome, { 'a > known': 'Wine has none' }, 'unit.log')).toMatchObject({
    failed: 1,
    failures: [{ test: 'a > known' }],
  });
});

test('counts a missing report as a failure, whatever is known not to apply', () => {
  const outcome = readReport('windows', join(folder, 'none.json'), 1);
  expect(allowKnownFailures(outcome, {}, 'unit.log').failed).toBe(1);
});

test('returns the command that runs a failed test alone', () => {
  expect(commandForOne('e2e', 'e2e/desk.e2e.ts > the “desk” opens')).toBe(
    "npx vitest run --project e2e e2e/desk.e2e.ts -t 'the “desk” opens'",
  );
  expect(commandForOne('unit', 'shared/a.mocked.test.ts > is it (a)?')).toBe(
    String.raw`npx vitest run --project unit-mocked shared/a.mocked.test.ts -t 'is it \(a\)\?'`,
  );
  expect(commandForOne('unit', 'shared/a.test.ts')).toBe('npx vitest run --project unit shared/a.test.ts');
});
