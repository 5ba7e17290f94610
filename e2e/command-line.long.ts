import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenSettings } from '../electron/settings/broken-settings.fixture.js';
import { askStation, expectNamed } from './ask-station.js';

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'card-desk-'));
});
afterEach(() => rm(profile, { recursive: true }));

describe('the command line', () => {
  it('names line, key and remedy for every broken file, and starts nothing', { timeout: 300_000 }, async () => {
    await expectNamed(profile, brokenSettings);
    expect(await readdir(profile)).not.toContain('journal');
  });

  it.each([
    '--ignore-certificate-errors',
    '--disable-web-security',
    '--remote-debugging-port=9222',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--js-flags=--expose-gc',
  ])('lets no one disable a protection: %s', (argument) => {
    const { complained, code } = askStation(profile, argument);
    expect(code).toBe(1);
    expect(complained).toContain('Card Desk does not start with');
  });
});
