import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { bundle } from '../bundle/app.mjs';
import { ensureElectronRuntime } from '../setup/electron-runtime.mjs';
import { packageFolder } from './package.mjs';

const { executable } = inject('station');
const resources = process.platform === 'darwin' ? join(dirname(executable), '../Resources') : join(dirname(executable), 'resources');

/** Values of a fuse in the binary: the digits 0 and 1, and r for a removed one. */
const off = 0x30;
const on = 0x31;
const removed = 0x72;

const folder = mkdtempSync(join(tmpdir(), 'card-desk-package-'));
/** The station as shipped. */
let shipped: string;
beforeAll(async () => {
  const runtime = await ensureElectronRuntime();
  shipped = await packageFolder(runtime, await bundle(runtime), { debuggable: false });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Entry {
  files?: Record<string, Entry> | undefined;
}
const entrySchema: z.ZodType<Entry> = z.lazy(() => z.object({ files: z.record(z.string(), entrySchema).optional() }));

/** Returns the files of an asar archive, from its header: at byte 12 the length of a JSON text that begins at byte 16. */
function filesIn(archive: string): string[] {
  const file = openSync(archive, 'r');
  try {
    const sizes = Buffer.alloc(16);
    readSync(file, sizes, 0, 16, 0);
    const header = Buffer.alloc(sizes.readUInt32LE(12));
    readSync(file, header, 0, header.length, 16);
    return paths(entrySchema.parse(JSON.parse(header.toString('utf8'))), '');
  } finally {
    closeSync(file);
  }
}

function paths({ files }: Entry, prefix: string): string[] {
  return Object.entries(files ?? {}).flatMap(([name, entry]) =>
    entry.files === undefined ? [`${prefix}${name}`] : paths(entry, `${prefix}${name}/`),
  );
}

test('the archive contains what ships and no development files', () => {
  const files = filesIn(join(resources, 'app.asar'));
  for (const script of ['main.js', 'preload.js', 'reader-host.js', 'store-worker.js', 'table-worker.js'])
    expect(files).toContain(`electron/${script}`);
  // Sandboxed, so it could not load another file.
  expect(readFileSync(join(inject('station').app, 'electron/preload.js'), 'utf8').match(/require\([^)]*\)/g)).toEqual([
    'require("electron")',
  ]);
  expect(files).toContain('renderer/index.html');
  expect(files).toContain('node_modules/smartcard/build/Release/smartcard_napi.node');
  expect(files.filter((file) => /\.(tsx?|mts|map|gyp|cc?|cpp|h|o)$|\.test\./.test(file))).toEqual([]);
  expect(files.filter((file) => /^assets\/|^[^/]*$/.test(file)).sort()).toEqual(['assets/icons/256x256.png', 'package.json']);
  expect(existsSync(join(resources, 'app'))).toBe(false);
});

test('the page has React as it is made for use, without its checks for development', () => {
  const scripts = readdirSync(join(inject('station').app, 'renderer/assets')).filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const file of scripts) expect(readFileSync(join(inject('station').app, 'renderer/assets', file), 'utf8')).not.toContain('jsxDEV');
});

test('the package of the end-to-end tests differs from the shipped one in one fuse, which allows a debugger', async () => {
  const [tested, ships] = await Promise.all([getCurrentFuseWire(executable), getCurrentFuseWire(shipped)]);
  expect(tested[FuseV1Options.EnableNodeCliInspectArguments]).toBe(on);
  expect({ ...tested, [FuseV1Options.EnableNodeCliInspectArguments]: off }).toEqual(ships);
});

describe('the shipped binary', () => {
  test('has its fuses closed', async () => {
    const fuses = await getCurrentFuseWire(shipped);
    expect(fuses[FuseV1Options.RunAsNode]).toBe(off);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
    expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
    expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(on);
    expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(process.platform === 'linux' ? off : on);
    // Older Electrons do not have these two.
    expect([undefined, off, removed]).toContain(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges]);
    expect([undefined, off, removed]).toContain(fuses[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]);
  });

  /** Returns the output of the shipped station for `--version`, which needs no display, and its exit code. */
  const version = (env: Record<string, string>, ...args: string[]) => {
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const { stdout, stderr, status } = spawnSync(shipped, [...root, ...args, '--version'], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { stdout, stderr, status };
  };
  const asEver = { stdout: `Card Desk ${manifest.version}\n`, status: 0 };

  test('cannot be run as Node, nor be given code through the environment', () => {
    const planted = join(folder, 'planted.cjs');
    writeFileSync(planted, "process.stdout.write('PLANTED');process.exit(42);");
    const asNode = version({ ELECTRON_RUN_AS_NODE: '1' }, '-e', "process.stdout.write('PLANTED')");
    expect(asNode).toMatchObject({ stdout: '', status: 1 });
    expect(asNode.stderr).toContain('Card Desk does not start with -e');
    expect(version({ ELECTRON_RUN_AS_NODE: '1' })).toMatchObject(asEver);
    expect(version({ NODE_OPTIONS: `--require ${planted}` })).toMatchObject(asEver);
  });

  test('opens no debugging port for the main process, and refuses one for the page', () => {
    expect(version({}, '--inspect-brk=0').stderr).not.toContain('Debugger listening');
    const { stderr, status } = version({}, '--remote-debugging-port=0');
    expect(status).toBe(1);
    expect(stderr).toContain('Card Desk does not start with --remote-debugging-port');
  });

  test('loads nothing but its archive', async () => {
    const copy = join(folder, 'copy');
    await cp(dirname(shipped), copy, { recursive: true });
    const planted = join(copy, 'resources/app');
    await mkdir(planted);
    await writeFile(join(planted, 'package.json'), '{"name":"planted","version":"6.6.6","main":"main.js"}');
    await writeFile(join(planted, 'main.js'), "process.stdout.write('PLANTED');process.exit(42);");
    const run = () =>
      spawnSync(join(copy, 'card-desk'), [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--version'], { encoding: 'utf8' });
    expect(run()).toMatchObject(asEver);
    await rm(join(copy, 'resources/app.asar'));
    const without = run();
    expect(without.stdout).not.toContain('PLANTED');
    expect(without.status).not.toBe(42);
  });
});
