import { resolve } from 'node:path';
import type { SettingValue } from '../../shared/settings-draft.js';
import type { SettingLeaf } from './setting-kinds.js';
import { withValue } from './settings-tree.js';
import { settingsFileSchema } from './settings.js';

/** An absolute path of this platform: on Windows with a drive. */
const folder = resolve('/srv/backups');

/** Texts of which each text key accepts at least one. */
const TEXTS = [
  'https://sample.example.org',
  'https://sample.example.org/sample',
  'openid sample',
  'ldaps://sample.example.org',
  '/Sample',
  'sample',
  resolve('/sample'),
  'CN=Sample,DC=example',
  '08:30',
  `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`,
  `scrypt:${'1'.repeat(32)}:${'2'.repeat(64)}`,
];
/** A well-formed PIN hash. */
export const pinHash = TEXTS.at(-1) ?? '';

/** Keys that must be set together with a key. */
export const companions = {
  server: {
    url: 'https://cm.example.org',
    clientCertificate: { issuer: 'Example Root' },
    signIn: { token: { authority: 'https://fs.example.org/adfs', clientId: 'card-desk', resource: 'https://cm.example.org/' } },
  },
  people: { directory: { url: 'ldaps://ldap.example.org', base: 'DC=example' } },
  backup: { folder },
  collector: { host: 'collector.example.org' },
  updates: { announcement: 'https://office.example.org/card-desk.json', publicKey: `MCowBQYDK2VwAyEA${'B'.repeat(43)}=` },
  kiosk: { pinHash: `scrypt:${'a'.repeat(32)}:${'b'.repeat(64)}` },
};

/** A valid value other than the default. */
export function sampleOf(key: string, { kind, byDefault }: SettingLeaf): SettingValue {
  const fits = (value: SettingValue): boolean => settingsFileSchema.safeParse(withValue(companions, key.split('.'), value)).success;
  const candidates: readonly SettingValue[] = ((): readonly SettingValue[] => {
    switch (kind.kind) {
      case 'switch':
        return [byDefault !== true];
      case 'number':
        return [(kind.min ?? kind.above ?? 0) + 1];
      case 'text':
        return TEXTS;
      case 'choice':
        return kind.options.filter((option) => option !== byDefault);
      case 'texts':
        return [...TEXTS.map((text) => [text]), ['12:30', '18:00']];
      case 'options-by-name':
        return [{ 'Smart Card Logon': kind.options.slice(0, 2) }];
      case 'other':
        return [['EXAMPLE\\noor'], ['override-refusal'], [6]];
    }
  })();
  const found = candidates.find(fits);
  if (found === undefined) throw new Error(`No sample fits ${key}: give it a text, or what it needs beside it`);
  return found;
}
