import { expect, it } from 'vitest';
import { settingFields } from './settings-draft.js';
import { settingsReport, withheldTexts } from './settings-report.js';
import { settingsSchema } from './settings.js';

const hash = `scrypt:${'a'.repeat(32)}:${'b'.repeat(64)}`;
const written = {
  server: { url: 'https://cm.example.org', clientCertificate: { issuer: 'Example Root', subject: 'Noor van der Velden' } },
  people: { directory: { url: 'ldaps://ldap.example.org', base: 'DC=example,DC=org', bindDn: 'CN=Reader,DC=example,DC=org' } },
  kiosk: { pinHash: hash },
  roles: { accounts: { supervisor: ['EXAMPLE\\noor', ['EXAMPLE\\jjansen', 'jan.jansen@example.org']], viewer: ['EXAMPLE\\visitor'] } },
};
const people = ['Noor', 'CN=Reader', hash, 'noor', 'jjansen', 'jan.jansen', 'visitor'];
const read = {
  outcome: 'read' as const,
  settings: settingsSchema.parse(written),
  files: [],
  overruled: [],
  origins: new Map<string, 'system' | 'user'>(),
  locked: [],
  written: { system: written, user: written },
};

it('the settings for page and support file show role accounts, bind DN and PIN hash only as set', () => {
  const report = settingsReport(read, { system: '/etc/settings.json', user: '/home/settings.json' });
  const fields = settingFields(read);
  for (const one of people)
    for (const told of [report, fields]) expect(JSON.stringify(told)).not.toContain(JSON.stringify(one).slice(1, -1));
  const values = new Map(report.values.map(({ key, value }) => [key, value]));
  for (const key of [
    'kiosk.pinHash',
    'people.directory.bindDn',
    'server.clientCertificate.subject',
    'roles.accounts.supervisor',
    'roles.accounts.viewer',
  ])
    expect(values.get(key), key).toBe('set');
  expect(values.get('roles.accounts.administrator')).toBeNull();
  expect(values.get('server.url')).toBe('"https://cm.example.org"');
  expect(fields.find(({ key }) => key === 'people.directory.bindDn')).toMatchObject({
    own: 'set',
    below: { value: 'set', origin: 'system' },
  });
});

it('withheld texts are searched for in the rest of the support file', () => {
  expect([...withheldTexts(read.settings)]).toEqual(
    expect.arrayContaining(['EXAMPLE\\noor', 'jan.jansen@example.org', 'CN=Reader,DC=example,DC=org', 'Noor van der Velden', hash]),
  );
});
