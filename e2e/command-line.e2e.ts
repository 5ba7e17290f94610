import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { brokenSettings } from '../electron/settings/broken-settings.fixture.js';
import { askStation, expectNamed } from './ask-station.js';

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'card-desk-'));
});
afterEach(() => rm(profile, { recursive: true }));

describe('the command line', () => {
  it('prints the version', () => {
    expect(askStation(profile, '--version')).toMatchObject({ said: `Card Desk ${manifest.version}\n`, code: 0 });
  });

  it('accepts valid settings and prints the effective values', async () => {
    const file = join(profile, 'settings.json');
    await writeFile(file, '{"server":{"url":"https://cm.example.org"}}');
    expect(askStation(profile, '--check-config', file)).toMatchObject({ said: `No errors in: ${file}\n`, code: 0 });
    const printed = askStation(profile, '--print-config');
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.said)).toMatchObject({
      settings: { server: { url: 'https://cm.example.org', prefix: '/CertificateManagement' } },
    });
  });

  it('names line, key and remedy of a broken file, and starts nothing', async () => {
    await expectNamed(profile, brokenSettings.slice(0, 1));
    expect(await readdir(profile)).not.toContain('journal');
  });

  it('lets no one disable a protection: --ignore-certificate-errors', () => {
    const { complained, code } = askStation(profile, '--ignore-certificate-errors');
    expect(code).toBe(1);
    expect(complained).toContain('Card Desk does not start with');
  });
});
