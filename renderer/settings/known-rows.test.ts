import { expect, it } from 'vitest';
import { readerRows, templateRows } from './known-rows.js';

const template = (profileTemplateId: string, name: string | null) => ({ profileTemplate: { profileTemplateId, name } });

it('lists attached and ticked readers, but never virtual ones', () => {
  const readers = [
    { name: 'B', kind: 'pcsc' },
    { name: 'Training reader 1', kind: 'virtual' },
  ] as const;
  expect(readerRows(['A', 'B'], readers)).toEqual([
    { name: 'A', isAttached: false },
    { name: 'B', isAttached: true },
  ]);
});

it('identifies templates by the key in the settings, otherwise by name, otherwise by id', () => {
  const rows = templateRows({ 'smart card LOGON': ['gids'], 'AAAAAAAA-0000-4000-8000-000000000001': ['piv'], 'No longer there': ['cac'] }, [
    template('bbbbbbbb-0000-4000-8000-000000000001', 'Smart Card Logon'),
    template('bbbbbbbb-0000-4000-8000-000000000001', 'Smart Card Logon'),
    template('aaaaaaaa-0000-4000-8000-000000000001', 'Visitor'),
    template('cccccccc-0000-4000-8000-000000000001', 'Badge'),
    template('dddddddd-0000-4000-8000-000000000001', null),
  ]);
  expect(rows).toEqual([
    { key: 'Badge', name: 'Badge' },
    { key: 'dddddddd-0000-4000-8000-000000000001', name: 'dddddddd-0000-4000-8000-000000000001' },
    { key: 'No longer there', name: 'No longer there' },
    { key: 'smart card LOGON', name: 'Smart Card Logon' },
    { key: 'AAAAAAAA-0000-4000-8000-000000000001', name: 'Visitor' },
  ]);
});
