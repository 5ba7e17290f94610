import { describe, expect, it } from 'vitest';
import { testExists, numberedRows, referencesIn } from '../lint/test-references.js';
import { notApplicable } from './not-applicable.mjs';
import { ownPath, reportOfAll, windowsPath, windowsTools } from './wine.mjs';

describe('the tests under Wine', () => {
  it('report in plain text which tools are missing and what to install', () => {
    expect(() => windowsTools((path) => !/wine|mingw/.test(path), 'linux')).toThrow(
      'Install them with: sudo apt-get install wine64 wine gcc-mingw-w64-x86-64-win32',
    );
    expect(windowsTools(() => true, 'linux').wine).toBe('/usr/lib/wine/wine64');
  });

  it('say what to run on Windows itself', () => {
    expect(() => windowsTools(() => true, 'win32')).toThrow('npx vitest run --project unit');
  });

  it('convert file names between the two systems', () => {
    expect(windowsPath('/work/a b/c')).toBe('Z:\\work\\a b\\c');
    expect(ownPath('Z:\\work\\a b\\c')).toBe('/work/a b/c');
    expect(ownPath('Z:/work/c')).toBe('/work/c');
  });

  it('report every file: one that is missing from the report of its batch runs alone, and fails if its process crashes again', async () => {
    const passed = { status: 'passed', fullName: 'works', failureMessages: [] };
    const unfinished = { status: 'pending', fullName: 'ends the process', failureMessages: [] };
    const ran: string[][] = [];
    const runSome = (files: readonly string[]) => {
      ran.push([...files]);
      const isEnding = files.includes('ends.test.ts');
      const testResults = files.flatMap((file) => {
        if (file === 'ends.test.ts') return [{ name: file, status: 'failed', message: '', assertionResults: [passed, unfinished] }];
        // The tests that the same process had not yet run are not in its report.
        return isEnding ? [] : [{ name: file, status: 'passed', message: '', assertionResults: [passed] }];
      });
      return Promise.resolve({ code: isEnding ? 1 : 0, testResults });
    };
    const { code, testResults } = await reportOfAll(['a.test.ts', 'b.test.ts', 'ends.test.ts', 'lost.test.ts'], runSome, 2, (name) => name);
    expect(ran).toEqual([['a.test.ts', 'b.test.ts'], ['ends.test.ts', 'lost.test.ts'], ['ends.test.ts'], ['lost.test.ts']]);
    expect(testResults.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a.test.ts passed',
      'b.test.ts passed',
      'ends.test.ts failed',
      'lost.test.ts passed',
    ]);
    expect(testResults[2]?.message).toContain('1 tests without a result');
    expect(testResults[2]?.assertionResults).toEqual([passed]);
    expect(code).toBe(1);
  });

  it('show what docs/development.md says they show', () => {
    const rows = numberedRows('docs/development.md');
    expect(rows).toHaveLength(8);
    for (const [, , tests = ''] of rows) expect(referencesIn(tests).filter((reference) => !testExists(reference))).toEqual([]);
  });

  it('leave out at most 20 tests, each with a reason', () => {
    expect(Object.keys(notApplicable).length).toBeLessThanOrEqual(20);
    for (const [test, reason] of Object.entries(notApplicable)) {
      expect(test).toMatch(/^[\w/.-]+\.test\.tsx?(?: > .|$)/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
