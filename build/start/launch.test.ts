import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isForTerminal, sandboxArguments } from './launch.mjs';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
  writeFileSync(join(folder, 'chrome-sandbox'), '');
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const argumentsOf = (isRoot: boolean, ok: (command: string, args: readonly string[]) => boolean): string[] =>
  sandboxArguments(
    { kind: 'test', version: '25.1.1', folder, executable: join(folder, 'electron') },
    { isRoot, ask: (command, args) => ({ ok: ok(command, args), output: '' }) },
  );

describe.skipIf(process.platform !== 'linux')('Chromium’s sandbox, from a clone,', () => {
  it('is enabled if a user may be root of a namespace', () => {
    expect(argumentsOf(false, () => true)).toEqual([]);
    expect(said).toEqual([]);
  });

  it('is disabled if a namespace may be created but not used, as on Ubuntu 24.04, with a message how to enable it', () => {
    expect(argumentsOf(false, (_command, args) => !args.includes('--map-root-user'))).toEqual(['--no-sandbox']);
    expect(said.join('')).toMatch(/without Chromium's sandbox.*install Card Desk's package.*chmod 4755/);
  });

  it('is disabled for root, for whom it does not start', () => {
    expect(argumentsOf(true, () => true)).toEqual(['--no-sandbox']);
  });
});

it('hides Chromium’s messages about the system from the terminal, and shows those of the station', () => {
  const kept = (line: string): boolean => isForTerminal(line, join(folder, 'chromium.log'));
  expect(kept('[16227:1129/220822.329975:ERROR:browser_main_loop.cc(274)] Gdk: an assertion failed')).toBe(false);
  expect(kept('[16905:1129/220836.145647:ERROR:viz_main_impl.cc(186)] Exiting GPU process due to errors during initialization')).toBe(
    false,
  );
  expect(kept('settings.json, line 3: pollSeconds must be a number')).toBe(true);
  expect(kept('[station] ERROR the journal cannot be written')).toBe(true);
  expect(readFileSync(join(folder, 'chromium.log'), 'utf8').split('\n')).toHaveLength(3);
});
