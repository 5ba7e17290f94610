import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardKindSchema } from '../../shared/card-kind.js';
import type { SettingChange, SettingValue } from '../../shared/settings-draft.js';
import { settingLeaves } from './setting-kinds.js';
import { draftSettings, PIN_KEY, settingFields, type WrittenSettings } from './settings-draft.js';
import { readSettings, type SettingsFiles } from './settings-files.js';
import { companions, pinHash as hash, sampleOf } from './settings-samples.fixture.js';
import { valueAt } from './settings-tree.js';
import { settingFacts } from './settings.js';

const disk = (written: Partial<WrittenSettings['written']> = {}, locked: readonly string[] = []): WrittenSettings => ({
  written: { system: {}, user: {}, ...written },
  locked,
});
const set = (key: string, value: SettingValue): SettingChange => ({ change: 'set', key, value });
const reset = (key: string): SettingChange => ({ change: 'reset', key });

const editable = [...settingLeaves()].filter(([, { kind }]) => kind.kind !== 'other');

let folder: string;
let files: SettingsFiles;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-draft-'));
  files = { system: join(folder, 'none', 'settings.json'), user: join(folder, 'settings.json') };
});
afterEach(() => rm(folder, { recursive: true }));

describe('changes of the settings', () => {
  it.each(editable)('are set, written, read and reset: %s', async (key, leaf) => {
    const sample = sampleOf(key, leaf);
    const before = disk({ user: { $schema: './settings.schema.json', ...companions } });
    const draft = draftSettings(before, [set(key, sample)]);
    expect(draft.problems).toEqual([]);
    expect(draft.changed).toMatchObject([{ key, after: sample }]);
    await writeFile(files.user, JSON.stringify(draft.user));
    const read = readSettings(files);
    if (read.outcome !== 'read') throw new Error('it cannot be read back');
    expect(valueAt(read.settings, key.split('.'))).toEqual(sample);
    expect(read.origins.get(key)).toBe('user');
    expect(settingFields(read).find((field) => field.key === key)?.own).toEqual(settingFacts.get(key)?.holds === 'plain' ? sample : 'set');
    expect(draftSettings(read, [set(key, sample)]).changed).toEqual([]);
    // Only the required companions are left.
    const { user } = draftSettings(read, [reset(key)]);
    expect(valueAt(user, key.split('.'))).toBeUndefined();
    expect(JSON.parse(await readFile(files.user, 'utf8'))).toMatchObject({ $schema: './settings.schema.json' });
  });

  it('all at once, then reset, leave only what no change named', () => {
    const all = editable.map(([key, leaf]) => set(key, sampleOf(key, leaf)));
    const user = { $schema: './settings.schema.json' };
    const full = draftSettings(disk({ user }), all);
    expect(full.problems).toEqual([]);
    expect(full.changed).toHaveLength(editable.length);
    const empty = draftSettings(
      disk({ user: full.user }),
      editable.map(([key]) => reset(key)),
    );
    expect(empty.user).toEqual(user);
    expect(empty.problems).toEqual([]);
  });

  it('to an effective value are removed from the file: the default, or the system-wide one', () => {
    expect(draftSettings(disk({ user: { pollSeconds: 60 } }), [set('pollSeconds', 30)]).user).toEqual({});
    const machine = disk({ system: { pollSeconds: 45, cards: { contactlessUidReaders: ['A'] } }, user: { pollSeconds: 60 } });
    expect(draftSettings(machine, [set('pollSeconds', 45), set('cards.contactlessUidReaders', ['A'])]).user).toEqual({});
    expect(draftSettings(machine, [set('pollSeconds', 30)]).user).toEqual({ pollSeconds: 30 });
  });

  it('keep the order of the file and unnamed keys', () => {
    const user = { $schema: 'x', training: { readers: 'on' }, pollSeconds: 60, policy: { bindOffline: true, longestOfflineHours: 8 } };
    const { user: after } = draftSettings(disk({ user }), [set('policy.longestOfflineHours', 12)]);
    expect(JSON.stringify(after)).toBe(JSON.stringify({ ...user, policy: { bindOffline: true, longestOfflineHours: 12 } }));
  });

  it('of a locked key, or one below it, change nothing', () => {
    const locked = disk({ system: { locked: ['server', 'policy.bindOffline'], server: { url: 'https://cm.example.org' } }, user: {} }, [
      'server',
      'policy.bindOffline',
    ]);
    const draft = draftSettings(locked, [
      set('server.url', 'https://evil.example.org'),
      set('server.signIn.pages', ['evil.example.org']),
      set('policy.bindOffline', true),
      set('pollSeconds', 5),
    ]);
    expect(draft.problems.map(({ key, problem }) => `${key} ${problem.code}`)).toEqual([
      'server.url locked',
      'server.signIn.pages locked',
      'policy.bindOffline locked',
    ]);
    expect(draft.user).toEqual({ pollSeconds: 5 });
    expect(draft.settings).toBeNull();
  });

  it.each(['server', 'locked', '$schema', '__proto__', 'constructor', 'policy', 'policy.bindOffline.x', 'nothing', 'server.__proto__'])(
    'are refused for keys that hold no value: %s',
    (key) => {
      const draft = draftSettings(disk(), [set(key, 'x'), reset(key)]);
      expect(draft.problems.map(({ problem }) => problem.code)).toEqual(['unknown-key', 'unknown-key']);
      expect(draft.user).toEqual({});
    },
  );

  it('set a PIN by its future hash', () => {
    const draft = draftSettings(disk(), [{ change: 'pin', pin: '123456' }], hash);
    expect(draft.user).toEqual({ kiosk: { pinHash: hash } });
    expect(draft.changed.map(({ key }) => key)).toEqual([PIN_KEY]);
    expect(draftSettings(disk(), [{ change: 'pin', pin: '12345' }]).problems).toEqual([
      { key: PIN_KEY, item: null, problem: { code: 'pin-length', shortest: 6, longest: 64 } },
    ]);
  });
});

describe('mistakes in changes are reported by key', () => {
  it.each<[string, SettingValue, object, string | null]>([
    ['server.url', 'cm.example.org', { code: 'format', format: 'url' }, null],
    ['server.url', 'http://cm.example.org', { code: 'format', format: 'server-url' }, null],
    ['server.url', '', { code: 'empty' }, null],
    ['server.prefix', 'CM', { code: 'format', format: 'prefix' }, null],
    ['server.prefix', '//evil.example.org/CM', { code: 'format', format: 'prefix' }, null],
    ['server.prefix', '/\\evil.example.org/CM', { code: 'format', format: 'prefix' }, null],
    ['server.extraCa', 'C:\temp', { code: 'format', format: 'path' }, null],
    ['server.signIn.windowsServers', ['cm.example.org', '*.example.org'], { code: 'format', format: 'host' }, '*.example.org'],
    ['server.signIn.pages', ['fs.example.org:x'], { code: 'format', format: 'host-and-port' }, 'fs.example.org:x'],
    ['people.directory.url', 'ldap.example.org', { code: 'format', format: 'directory-url' }, null],
    ['people.directory.attributes.name', ['display name'], { code: 'format', format: 'attribute' }, 'display name'],
    ['people.directory.attributes.name', [], { code: 'empty' }, null],
    ['kiosk.pinHash', '123456', { code: 'format', format: 'pin-hash' }, null],
    ['updates.announcement', 'http://office.example.org/card-desk.json', { code: 'format', format: 'announcement-address' }, null],
    ['updates.announcement', 'https://desk-1@office.example.org/a.json', { code: 'format', format: 'announcement-address' }, null],
    ['updates.announcement', 'https://office.example.org/a.json?desk=1', { code: 'format', format: 'announcement-address' }, null],
    ['updates.announcement', 'https://office.example.org/', { code: 'format', format: 'announcement-address' }, null],
    ['server.signIn.token.authority', 'http://fs.example.org/adfs', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.authority', 'https://fs.example.org', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.authority', 'https://fs.example.org/adfs/', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.authority', 'https://FS.example.org/adfs', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.authority', 'https://desk@fs.example.org/adfs', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.authority', 'https://fs.example.org/../adfs', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.redirectUri', 'https://localhost/card-desk?code=1', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.redirectUri', 'https://localhost:x/card-desk', { code: 'format', format: 'https-address' }, null],
    ['server.signIn.token.clientId', 'card desk', { code: 'format', format: 'identifier' }, null],
    ['server.signIn.token.resource', 'https://cm.example.org/ x', { code: 'format', format: 'identifier' }, null],
    ['server.signIn.token.scope', 'profile', { code: 'format', format: 'scope' }, null],
    ['server.signIn.token.scope', 'openid  profile', { code: 'format', format: 'scope' }, null],
    ['updates.announcement', 'https://office.example.org:x/a.json', { code: 'format', format: 'announcement-address' }, null],
    ['updates.announcement', 'card-desk.json', { code: 'format', format: 'whole-path' }, null],
    ['updates.publicKey', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', { code: 'format', format: 'public-key' }, null],
    ['kiosk.idleSeconds', 4, { code: 'too-small', minimum: 5, inclusive: true }, null],
    ['pollSeconds', 'often', { code: 'wrong-kind', expected: 'number' }, null],
    ['pollSeconds', 2.5, { code: 'wrong-kind', expected: 'int' }, null],
    ['pollSeconds', 1, { code: 'too-small', minimum: 2, inclusive: true }, null],
    ['pollSeconds', 4000, { code: 'too-big', maximum: 3600 }, null],
    ['policy.longestOfflineHours', 0, { code: 'too-small', minimum: 0, inclusive: false }, null],
    ['policy.bindOffline', 'yes', { code: 'wrong-kind', expected: 'boolean' }, null],
    ['cards.pivByteOrder', 'big', { code: 'not-an-option', options: ['windows-guid', 'rfc4122'] }, null],
    ['cards.contactlessUidReaders', ['A', ''], { code: 'empty' }, ''],
    ['cards.expectedKinds', { 'Smart Card Logon': [] }, { code: 'empty' }, 'Smart Card Logon'],
    [
      'cards.expectedKinds',
      { 'Smart Card Logon': ['zebra'] },
      { code: 'not-an-option', options: cardKindSchema.exclude(['unknown']).options },
      'Smart Card Logon',
    ],
  ])('%s: %j', (key, value, problem, item) => {
    const { problems, settings } = draftSettings(disk({ user: companions }), [set(key, value)]);
    expect(problems[0]).toEqual({ key, item, problem });
    expect(settings).toBeNull();
  });

  it('at the key itself, if its value is missing', () => {
    const keys = (changes: readonly SettingChange[]): string[] =>
      draftSettings(disk(), changes).problems.map(({ key, problem }) => `${key} ${problem.code}`);
    expect(keys([set('server.prefix', '/CM')])).toEqual(['server.url missing']);
    expect(keys([set('kiosk.idleSeconds', 60)])).toEqual(['kiosk.pinHash missing']);
    expect(keys([set('people.directory.url', 'ldaps://ldap.example.org')])).toEqual(['people.directory.base missing']);
  });
});

it("the form gets each key's kind, own value and default", () => {
  const fields = settingFields(
    disk({ system: { locked: ['policy'], policy: { bindOffline: true }, pollSeconds: 45 }, user: { pollSeconds: 60 } }, ['policy']),
  );
  const field = (key: string) => fields.find((one) => one.key === key);
  expect(fields.map(({ key }) => key)).toEqual([...settingLeaves().keys()]);
  expect(field('pollSeconds')).toEqual({
    key: 'pollSeconds',
    kind: { kind: 'number', min: 2, above: null, max: 3600, whole: true },
    own: 60,
    below: { value: 45, origin: 'system' },
    locked: false,
  });
  expect(field('policy.bindOffline')).toMatchObject({
    kind: { kind: 'switch' },
    own: null,
    below: { value: true, origin: 'system' },
    locked: true,
  });
  expect(field('server.url')).toMatchObject({ own: null, below: { value: null, origin: 'default' }, locked: false });
});
