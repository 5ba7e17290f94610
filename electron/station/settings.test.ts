import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the settings file', () => {
  it('may be missing: no server, careful policy', async () => {
    expect(await readSettings(file)).toEqual({
      outcome: 'read',
      settings: { policy: { bindUnresolvedPeople: false, bindOffline: false, longestOfflineHours: 24 }, cards: { pivByteOrder: 'windows-guid', contactlessUidReaders: [] }, pollSeconds: 30, training: { readers: 'auto' } },
    });
  });

  it('names a server, with the usual prefix', async () => {
    await writeFile(file, '\uFEFF{"server":{"url":"https://cm.example.org"}}');
    expect(await readSettings(file)).toMatchObject({
      outcome: 'read',
      settings: { server: { url: 'https://cm.example.org', prefix: '/CertificateManagement' } },
    });
  });

  it.each([
    ['{', /JSON/],
    ['[]', /expected object/i],
    ['{"sever":{}}', /sever/],
    ['{"server":{"url":"http://cm.example.org"}}', /https:\/\/.*\n?.*server\.url/s],
    ['{"server":{"url":"cm.example.org"}}', /server\.url/],
    ['{"pollSeconds":0}', /pollSeconds/],
    ['{"policy":{"bindUnresolvedPeople":"yes"}}', /policy\.bindUnresolvedPeople/],
  ])('is refused whole when wrong: %s', async (text, detail) => {
    await writeFile(file, text);
    const outcome = await readSettings(file);
    expect(outcome.outcome).toBe('invalid');
    expect(outcome.outcome === 'invalid' && outcome.detail).toMatch(detail);
  });

  it('that cannot be read is not taken for missing', async () => {
    expect((await readSettings(folder)).outcome).toBe('invalid');
  });
});
