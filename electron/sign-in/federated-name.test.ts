import { expect, it } from 'vitest';
import { federatedName } from './federated-name.js';

const posted = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const saml1 = (attributes: string): string =>
  `<t:RequestSecurityTokenResponse><saml:Assertion><saml:Subject><saml:NameIdentifier Format="x">S-1-5-21</saml:NameIdentifier></saml:Subject>${attributes}</saml:Assertion></t:RequestSecurityTokenResponse>`;
const attribute1 = (name: string, value: string): string =>
  `<saml:Attribute AttributeName="${name}" AttributeNamespace="http://schemas.xmlsoap.org/ws/2005/05/identity/claims"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;

it('names a person by the best claim', () => {
  expect(
    federatedName(posted({ wa: 'wsignin1.0', wresult: saml1(attribute1('name', 'Noor') + attribute1('upn', 'noor@desk.example')) })),
  ).toBe('noor@desk.example');
  expect(federatedName(posted({ wresult: saml1(attribute1('name', 'Noor &amp; Bram')) }))).toBe('Noor & Bram');
  expect(federatedName(posted({ wresult: saml1('') }))).toBe('S-1-5-21');
});

it('reads SAML 2.0 with full claim names', () => {
  const xml =
    '<Assertion><Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"><AttributeValue>noor@desk.example</AttributeValue></Attribute></Assertion>';
  expect(federatedName(posted({ wresult: xml }))).toBe('noor@desk.example');
});

it('reads an ID token', () => {
  const token = (payload: object): string => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;
  expect(federatedName(posted({ id_token: token({ sub: 'x1', upn: 'noor@desk.example' }) }))).toBe('noor@desk.example');
  expect(federatedName(posted({ id_token: token({ sub: 'x1' }) }))).toBe('x1');
});

it.each([
  '',
  'wresult=',
  'wresult=%3Cno',
  'id_token=a.b.c',
  'id_token=e30.bnVsbA.x',
  posted({ wresult: saml1(attribute1('upn', 'x'.repeat(400))) }),
])('returns no name if there is none: %.20s', (form) => {
  expect(federatedName(form)).toBeNull();
});
