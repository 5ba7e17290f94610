import { describe, expect, it } from 'vitest';
import {
  groupsNamed,
  lowestPossibleRole,
  mayBeSamePersonBySettings,
  accountNamedTwice,
  namesApprovers,
  roleByAccount,
  roleByGroups,
  type RoleRules,
} from './account-rules.js';

const settings: RoleRules = {
  accounts: {
    viewer: ['EXAMPLE\\visitor'],
    supervisor: ['EXAMPLE\\noor', ['EXAMPLE\\jjansen', 'jan.jansen@example.org']],
    administrator: ['root'],
  },
  groups: { operator: ['CN=Office', 'CN=Others'], supervisor: ['CN=Leads'] },
  otherwise: 'operator',
};

describe('the role of an account', () => {
  it.each([
    ['example\\NOOR', 'supervisor'],
    ['jan.jansen@example.org', 'supervisor'],
    ['EXAMPLE\\jjansen', 'supervisor'],
    ['EXAMPLE\\visitor', 'viewer'],
    ['ROOT', 'administrator'],
  ])('%s is %s', (name, role) => {
    expect(roleByAccount(settings, [name])).toBe(role);
  });

  it.each(['noor', 'OTHER\\noor', 'noor@example.org', 'EXAMPLE\\root', 'root@example.org', ''])(
    'does not apply to %s, which the settings do not name',
    (name) => {
      expect(roleByAccount(settings, [name])).toBeNull();
    },
  );

  it('is the highest of its groups', () => {
    expect(roleByGroups(settings, new Set(['CN=Office', 'CN=Leads']))).toBe('supervisor');
    expect(roleByGroups(settings, new Set(['CN=Others']))).toBe('operator');
    expect(roleByGroups(settings, new Set(['CN=Strangers']))).toBeNull();
    expect(groupsNamed(settings)).toEqual(['CN=Office', 'CN=Others', 'CN=Leads']);
  });
});

it('an unknown membership allows only the lowest possible role', () => {
  expect(lowestPossibleRole(settings)).toBe('operator');
  expect(lowestPossibleRole({ ...settings, otherwise: 'viewer' })).toBe('viewer');
  expect(lowestPossibleRole({ ...settings, groups: { viewer: ['CN=Guests'] }, otherwise: 'administrator' })).toBe('viewer');
  expect(lowestPossibleRole({ otherwise: 'supervisor' })).toBe('supervisor');
});

it('two accounts named together are one person', () => {
  expect(mayBeSamePersonBySettings(settings, 'EXAMPLE\\jjansen', 'JAN.JANSEN@example.org')).toBe(true);
  expect(mayBeSamePersonBySettings(settings, 'EXAMPLE\\jjansen', 'EXAMPLE\\noor')).toBe(false);
  expect(mayBeSamePersonBySettings(settings, 'EXAMPLE\\stranger', 'stranger@example.org')).toBe(true);
});

it('finds an account that is named twice, and whether there is any approver', () => {
  expect(accountNamedTwice(settings)).toBeNull();
  expect(accountNamedTwice({ accounts: { viewer: ['EXAMPLE\\jan'], administrator: [['x', 'example\\JAN']] } })).toBe('EXAMPLE\\jan');
  expect(namesApprovers(settings)).toBe(true);
  expect(namesApprovers({ groups: { administrator: ['CN=Admins'] } })).toBe(true);
  expect(namesApprovers({ accounts: { operator: ['EXAMPLE\\jan'] }, groups: { viewer: ['CN=All'] } })).toBe(false);
});
