import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { brokenSettings } from '../electron/station/broken-settings.fixture.js';

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'card-desk-'));
});
afterEach(() => rm(profile, { recursive: true }));

/** Runs the packaged station without any display: what it cannot answer before it needs one, it cannot answer at all. */
function ask(...args: string[]): { readonly said: string; readonly complained: string; readonly code: number | null } {
  const env = { ...process.env };
  delete env['DISPLAY'];
  delete env['WAYLAND_DISPLAY'];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout, stderr, status } = spawnSync(inject('station').executable, [...root, `--user-data-dir=${profile}`, ...args], { encoding: 'utf8', env });
  return { said: stdout, complained: stderr, code: status };
}

describe('the command line', () => {
  it('says the version', () => {
    expect(ask('--version')).toMatchObject({ said: `Card Desk ${manifest.version}\n`, code: 0 });
  });

  it('finds settings in order, and prints what counts', async () => {
    const file = join(profile, 'settings.json');
    await writeFile(file, '{"server":{"url":"https://cm.example.org"}}');
    expect(ask('--check-config', file)).toMatchObject({ said: `In order: ${file}\n`, code: 0 });
    const printed = ask('--print-config');
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.said)).toMatchObject({ settings: { server: { url: 'https://cm.example.org', prefix: '/CertificateManagement' } } });
  });

  it('names line, key and remedy for every broken file, and starts nothing', { timeout: 300_000 }, async () => {
    for (const { name, content, line, key, remedy } of brokenSettings) {
      const file = join(profile, 'settings.json');
      await writeFile(file, content);
      const { said, code } = ask(`--check-config=${file}`);
      expect(code, name).toBe(1);
      expect(said, name).toContain(line === null ? `${file}: ` : `${file}:${String(line)}:`);
      expect(said, name).toContain(key);
      expect(said, name).toMatch(remedy);
    }
    expect(await readdir(profile)).not.toContain('journal');
  });

  it.each(['--ignore-certificate-errors', '--disable-web-security', '--remote-debugging-port=9222', '--host-resolver-rules=MAP * 127.0.0.1', '--js-flags=--expose-gc'])(
    'lets nobody take a protection away: %s',
    (argument) => {
      const { complained, code } = ask(argument);
      expect(code).toBe(1);
      expect(complained).toContain('Card Desk does not start with');
    },
  );
});
