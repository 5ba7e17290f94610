import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';

/** An Electron that records the texts of its dialogs, for a program that ends before it has a window. */
const electron = (place: string): string => `
  const { appendFileSync } = require('node:fs');
  const { join } = require('node:path');
  exports.dialog = { showErrorBox: (...texts) => appendFileSync(join(${JSON.stringify(place)}, 'dialogs'), JSON.stringify(texts) + '\\n') };
  exports.app = {
    setAppUserModelId() {}, setPath() {}, enableSandbox() {}, on() {}, once() {},
    getPath: (name) => join(${JSON.stringify(place)}, name),
    getAppPath: () => join(${JSON.stringify(place)}, 'app.asar'),
    getVersion: () => '1.2.3',
    commandLine: { hasSwitch: () => false, getSwitchValue: () => '', appendSwitch() {} },
    exit: (code) => process.exit(code),
  };
  exports.protocol = { registerSchemesAsPrivileged() {} };
`;

const folder = testFolder('no-console');
const main = join(folder, 'main.cjs');
const dialogs = join(folder, 'dialogs');

beforeAll(async () => {
  writeFileSync(join(folder, 'electron.cjs'), electron(folder));
  // On other systems the program is made to believe it runs on Windows.
  writeFileSync(join(folder, 'windows.cjs'), "Object.defineProperty(process, 'platform', { value: 'win32' });");
  mkdirSync(join(folder, 'userData'));
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'main.ts')],
    outfile: main,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // The packaged program starts without a script name.
    banner: { js: 'process.argv.splice(1, 1);' },
    alias: { electron: join(folder, 'electron.cjs') },
    external: ['libsql', 'pcsclite', 'smartcard'],
    logLevel: 'error',
  });
}, 60_000);

/** Starts the program as a Windows shortcut does: its output goes nowhere. */
function started(args: readonly string[]): { readonly code: number | null; readonly shown: readonly unknown[] } {
  rmSync(dialogs, { force: true });
  // Writing to it fails on every system, as without a console.
  const nowhere = openSync(main, 'r');
  try {
    const { status } = spawnSync(process.execPath, ['--require', join(folder, 'windows.cjs'), main, ...args], {
      cwd: folder,
      stdio: ['ignore', nowhere, nowhere],
      env: { ...process.env, LOCALAPPDATA: folder, NODE_OPTIONS: '' },
      timeout: 60_000,
    });
    const lines = existsSync(dialogs) ? readFileSync(dialogs, 'utf8').trimEnd().split('\n') : [];
    return { code: status, shown: lines.map((line): unknown => JSON.parse(line)) };
  } finally {
    closeSync(nowhere);
  }
}

it('without a console, the output of a command is in a dialog, and the process ends', () => {
  const { code, shown } = started(['--version']);
  expect(shown).toEqual([['Card Desk', expect.stringContaining('1.2.3')]]);
  expect(code).toBe(0);
});

it('without a console, a refusal is in one dialog, and the process ends', () => {
  const { code, shown } = started(['--remote-debugging-port=9222']);
  expect(shown).toEqual([['Card Desk cannot start', expect.stringContaining('--remote-debugging-port')]]);
  expect(code).toBe(1);
});

it('without a console, errors in the settings are in a dialog, and the process ends', () => {
  writeFileSync(join(folder, 'wrong.json'), '{ "sever": {} }');
  // By name only, because Windows programs read a leading slash as a switch.
  const { code, shown } = started(['--check-config', 'wrong.json']);
  expect(shown).toEqual([['Card Desk', expect.stringContaining('sever')]]);
  expect(code).toBe(1);
});
