import { describe, expect, it } from 'vitest';
import { parseAtr } from './atr/parse.js';
import { expectedInstead, kindFromAtr } from './card-kind.js';

describe('kindFromAtr', () => {
  it.each([
    ['GIDS, by Microsoft’s identifier', '3b8d0180fba000000397425446590301c8', 'gids'],
    ['PIV, after other data objects', '3bdf970081b1fe451f838073cc91cbf9a0000003080000100078', 'piv'],
    ['CAC, by the Department of Defense’s identifier', '3b0980f7a0000000790100', 'cac'],
    ['FIDO', '3b0a80f8a0000006472f0001', 'fido'],
    ['a storage card', '3b8f8001804f0ca000000306030001000000006a', 'storage'],
    ['Microsoft’s identifier for something else', '3b0880f6a00000039700', 'unknown'],
    ['proprietary bytes', '3bf81300008131fe15597562696b657934d4', 'unknown'],
    ['nothing at all', '', 'unknown'],
  ])('knows %s', (_, atr, kind) => {
    expect(kindFromAtr(parseAtr(atr))).toBe(kind);
  });
});

describe('expectedInstead', () => {
  const template = { profileTemplateId: '97cd65fa-a4d6-48f9-a5b6-1bd71f4ab7a4', name: 'Smart Card Logon' };

  it('returns null if the template has no expected kinds, and if the kind is one of them', () => {
    expect(expectedInstead({}, template, 'piv')).toBe(null);
    expect(expectedInstead({ Visitors: ['gids'] }, template, 'piv')).toBe(null);
    expect(expectedInstead({ 'smart card logon': ['gids', 'piv'] }, template, 'piv')).toBe(null);
  });

  it('returns the expected kinds by id or by name, with the id taking precedence', () => {
    expect(expectedInstead({ 'Smart Card Logon': ['gids'] }, template, 'piv')).toEqual(['gids']);
    expect(
      expectedInstead({ 'Smart Card Logon': ['piv'], [template.profileTemplateId.toUpperCase()]: ['gids', 'cac'] }, template, 'piv'),
    ).toEqual(['gids', 'cac']);
    expect(expectedInstead({ [template.profileTemplateId]: ['gids'] }, { ...template, name: null }, 'unknown')).toEqual(['gids']);
  });
});
