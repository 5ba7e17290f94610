import { describe, expect, it } from 'vitest';
import { notApplicable } from './not-applicable.mjs';
import { ownPath, windowsPath, windowsTools } from './wine.mjs';

describe('the tests under Wine', () => {
  it('refuse in words where tools are missing, and say what to install', () => {
    expect(() => windowsTools((path) => !/wine|mingw/.test(path), 'linux')).toThrow(
      'Install it with: sudo apt-get install wine64 wine gcc-mingw-w64-x86-64-win32',
    );
    expect(windowsTools(() => true, 'linux').wine).toBe('/usr/lib/wine/wine64');
  });

  it('say what to run on Windows itself', () => {
    expect(() => windowsTools(() => true, 'win32')).toThrow('npx vitest run --project unit');
  });

  it('name files as either system does', () => {
    expect(windowsPath('/work/a b/c')).toBe('Z:\\work\\a b\\c');
    expect(ownPath('Z:\\work\\a b\\c')).toBe('/work/a b/c');
    expect(ownPath('Z:/work/c')).toBe('/work/c');
  });

  it('leave out 20 tests at most, each for a reason', () => {
    expect(Object.keys(notApplicable).length).toBeLessThanOrEqual(20);
    for (const [test, reason] of Object.entries(notApplicable)) {
      expect(test).toMatch(/^[\w/.-]+\.test\.tsx? > ./);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
