import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanRoot } from '../../e2e/clean-root.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from '../../e2e/vpcd.js';
import { example, startLiveServer, type LiveServer } from '../../e2e/live-server.js';
import { gidsCard } from '../../electron/training/virtual-applets.js';
import { bundle } from '../bundle/app.mjs';
import { ensureElectronRuntime } from '../setup/electron-runtime.mjs';
import { installFolder, makeDeb } from './deb.mjs';
import { packageFolder } from './package.mjs';

const canBeTried = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/dpkg-deb');

/** Polls a condition that sends no event. @returns whether it came true within the limit */
async function until(condition: () => boolean, limitMs = 30_000): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

describe.skipIf(!canBeTried)('the Debian package (needs root and dpkg)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'card-desk-deb-'));
  let root: CleanRoot;
  let server: LiveServer;
  let card: VpcdCard | undefined;
  let deb: string;

  beforeAll(async () => {
    const runtime = await ensureElectronRuntime();
    const executable = await packageFolder(runtime, await bundle(runtime), { debuggable: false });
    deb = await makeDeb({ executable, output: folder, isTrial: runtime.kind === 'test' });
    root = await CleanRoot.open();
    server = await startLiveServer();
  }, 120_000);
  afterAll(async () => {
    await card?.remove();
    await root.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('is installed without questions and scripts, and root owns every file', () => {
    expect(root.run('useradd', ['--create-home', 'desk']).code).toBe(0);
    const installed = root.run('dpkg', ['--install', deb]);
    expect(installed.output).toContain('Setting up card-desk');
    expect(installed.code).toBe(0);
    expect(root.run('sh', ['-c', 'ls /var/lib/dpkg/info/card-desk.*']).output.trim().split('\n').sort()).toEqual([
      '/var/lib/dpkg/info/card-desk.list',
      '/var/lib/dpkg/info/card-desk.md5sums',
    ]);
    expect(root.run('stat', ['-c', '%U %a', `${installFolder}/chrome-sandbox`]).output.trim()).toBe('root 4755');
    expect(root.run('sh', ['-c', `find ${installFolder} ! -user root -o -type f -perm /022`]).output).toBe('');
    expect(root.run('dpkg', ['--verify', 'card-desk'])).toEqual({ code: 0, output: '' });
    expect(root.run('sh', ['-c', `ldd ${installFolder}/card-desk | grep 'not found'`]).output).toBe('');
  });

  it('has a menu entry, icons and licenses', () => {
    const files = root.run('dpkg', ['--listfiles', 'card-desk']).output.split('\n');
    for (const file of [
      '/usr/bin/card-desk',
      '/usr/share/applications/org.carddesk.station.desktop',
      '/usr/share/doc/card-desk/copyright',
      '/usr/share/doc/card-desk/settings.schema.json',
      '/usr/share/icons/hicolor/48x48/apps/card-desk.png',
      '/usr/share/icons/hicolor/scalable/apps/card-desk.svg',
      `${installFolder}/THIRD-PARTY-LICENCES.txt`,
      `${installFolder}/LICENSES.chromium.html`,
    ]) {
      expect(files).toContain(file);
    }
  });

  it('binds a card for an ordinary user, sandboxed, with the machine-wide settings', { timeout: 90_000 }, async () => {
    const settings = join(folder, 'settings.json');
    const roster = join(folder, 'roster.csv');
    writeFileSync(roster, server.population.roster);
    writeFileSync(settings, JSON.stringify({ ...server.settings, roster: '/srv/roster.csv', locked: ['server'] }));
    root.run('install', ['-D', '-m', '644', settings, '/etc/card-desk/settings.json']);
    root.run('install', ['-D', '-m', '644', roster, '/srv/roster.csv']);
    // The network is shared, the folders are not.
    const shared = ['env', `DISPLAY=${process.env['DISPLAY'] ?? ''}`];
    const asked = root.run('card-desk', ['--check-config'], 'desk');
    expect(asked.output).toContain('No errors in: /etc/card-desk/settings.json');

    root.start('pcscd', ['--foreground']);
    const isUp = (): boolean => root.run('sh', ['-c', 'test -S /run/pcscd/pcscd.comm && grep -qi :8C7B /proc/net/tcp']).code === 0;
    expect(await until(isUp)).toBe(true);
    card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
    const station = root.start(shared[0] ?? '', [...shared.slice(1), 'card-desk'], 'desk');
    let said = '';
    for (const stream of [station.stdout, station.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const log = (): string => root.run('cat', ['/home/desk/.config/Card Desk/logs/card-desk.log']).output;
    await until(() => log().includes('the station is open') || station.exitCode !== null);
    expect(station.exitCode, said).toBe(null);
    expect(log(), said).toContain('the station is open');

    const renderers = root.run('sh', [
      '-c',
      "for p in $(pgrep -u desk -f -- --type=renderer); do grep -E '^(Uid|Seccomp):' /proc/$p/status; done",
    ]).output;
    expect(renderers).toMatch(/^Seccomp:\s+2$/m);
    expect(renderers).not.toMatch(/^Uid:\s+0/m);
    expect(root.run('pgrep', ['-f', '--', 'no-sandbox']).code).toBe(1);

    // Binds with the keyboard, as an operator does; repeats if the card was not read yet. Repeating cannot bind anything twice.
    const keys = (...args: string[]): number | null => root.run('env', [...shared.slice(1), 'xdotool', ...args], 'desk').code;
    for (let tries = 0; server.posts().length === 0 && tries < 10; tries += 1) {
      keys('search', '--sync', '--onlyvisible', '--name', 'Card Desk', 'windowfocus', '--sync');
      keys('key', 'Escape', 'Escape');
      keys('type', '--delay', '1', example.requestId);
      keys('key', 'Return');
      // An Enter counts only if the dialog has been visible and no other key came for a while.
      keys('sleep', '2');
      keys('key', 'Return');
      await until(() => server.posts().length > 0, 3_000);
    }
    const [post, ...others] = server.posts();
    expect(others).toEqual([]);
    expect(post).toMatchObject({ status: 201, did: 'bound' });
    expect(JSON.parse(post?.body ?? '')).toEqual({ requestid: example.requestId, cardid: example.cardId, atr: example.atr });
    const ended = new Promise((resolve) => station.once('exit', resolve));
    root.run('pkill', ['-TERM', '-fx', 'card-desk']);
    await ended;
  });

  it('removes all of its files, and keeps settings and journal', () => {
    const files = root
      .run('dpkg', ['--listfiles', 'card-desk'])
      .output.split('\n')
      .filter((file) => file.includes('card-desk'));
    expect(files.length).toBeGreaterThan(50);
    expect(root.run('dpkg', ['--purge', 'card-desk']).code).toBe(0);
    expect(root.run('sh', ['-c', `ls -d ${files.map((file) => `'${file}'`).join(' ')} 2>/dev/null`]).output).toBe('');
    expect(root.run('sh', ['-c', "dpkg -l card-desk 2>/dev/null | grep '^.i'"]).output).toBe('');
    expect(root.run('test', ['-f', '/etc/card-desk/settings.json']).code).toBe(0);
    expect(root.run('sh', ['-c', 'test -s "/home/desk/.config/Card Desk/journal/journal.db"']).code).toBe(0);
  });
});
