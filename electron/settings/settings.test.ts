import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publishedSchema, settingKeys, settingsFileSchema, settingsSchema } from './settings.js';

const docs = join(import.meta.dirname, '../../docs');

it('without any file there is no server, and the strictest settings apply', () => {
  expect(settingsSchema.parse({})).toMatchObject({
    policy: { bindUnresolvedPeople: false, bindOffline: false, longestOfflineHours: 24 },
    cards: { pivByteOrder: 'windows-guid', contactlessUidReaders: [], showSamSlots: false },
    pollSeconds: 30,
    training: { readers: 'auto' },
  });
  expect(settingsSchema.parse({})).not.toHaveProperty('server');
});

it('a server has the usual prefix by default', () => {
  expect(settingsSchema.parse({ server: { url: 'https://cm.example.org' } })).toMatchObject({
    server: { url: 'https://cm.example.org', prefix: '/CertificateManagement' },
  });
});

it.each(['http://cm.example.org', 'cm.example.org', 'ftp://cm.example.org', 'javascript:alert(1)', 'http://localhost.example.org'])(
  'rejects a server without a secure connection: %s',
  (url) => {
    expect(settingsSchema.safeParse({ server: { url } }).success).toBe(false);
  },
);

it.each([
  '//evil.example.org/CM',
  '/\\evil.example.org/CM',
  '/\t/evil.example.org/CM',
  '/\n\\evil.example.org',
  '/\r/evil.example.org',
  '/@evil.example.org',
  '/%2f%2fevil.example.org',
  '/\uff0fevil.example.org',
  'CM',
  '',
])('rejects a path that leads to another host: %j', (prefix) => {
  expect(settingsSchema.safeParse({ server: { url: 'https://cm.example.org', prefix } }).success).toBe(false);
});

it('the published JSON Schema is the one of these settings (npm run settings-schema writes it)', () => {
  expect(readFileSync(join(docs, 'settings.schema.json'), 'utf8')).toBe(`${JSON.stringify(publishedSchema(), null, 2)}\n`);
});

it('describes every key in the schema and in the administrator guide', () => {
  const guide = readFileSync(join(docs, 'administrator/settings.md'), 'utf8');
  const leaves = settingKeys.filter((key) => !settingKeys.some((other) => other.startsWith(`${key}.`)));
  expect(leaves.filter((key) => !guide.includes(`| \`${key}\` |`))).toEqual([]);
  const bare: string[] = [];
  JSON.stringify(publishedSchema(), (key, value: unknown) => {
    if (key === 'properties' && typeof value === 'object' && value !== null) {
      for (const [name, below] of Object.entries(value))
        if (typeof below !== 'object' || below === null || !('description' in below)) bare.push(name);
    }
    return value;
  });
  expect(bare).toEqual([]);
});

it('every key can be locked', () => {
  expect(settingsFileSchema.safeParse({ locked: [...settingKeys] }).success).toBe(true);
  expect(settingsFileSchema.safeParse({ locked: ['server.port'] }).success).toBe(false);
});

it('roles name people by account and by group; without the key no one has a role', () => {
  expect(settingsSchema.parse({})).not.toHaveProperty('roles');
  expect(settingsSchema.parse({ roles: {} })).toMatchObject({ roles: { otherwise: 'operator', fourEyes: [] } });
  const roles = {
    accounts: { supervisor: ['EXAMPLE\\noor', ['EXAMPLE\\jjansen', 'jan.jansen@example.org']] },
    groups: { operator: ['CN=Badge Office,DC=example,DC=org'] },
    fourEyes: ['give-up-uncertain'],
  };
  expect(settingsSchema.parse({ roles })).toMatchObject({ roles });
});
