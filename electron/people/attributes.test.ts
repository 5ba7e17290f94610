import { expect, it } from 'vitest';
import { AttributeNames, bytesOf, textsOf } from './attributes.js';

it.each([
  ['displayname', { displayName: 'Noor' }, ['Noor']],
  ['SAMACCOUNTNAME', { sAMAccountName: 'noor' }, ['noor']],
  ['EmployeeID', { employeeID: ['1', '2'] }, ['1', '2']],
  ['commonName', { cn: 'Noor' }, ['Noor']],
  ['USERID', { uid: 'noor' }, ['noor']],
  ['displayName', { 'displayName;lang-nl': 'Noor V', displayName: 'Noor' }, ['Noor', 'Noor V']],
  ['displayName', { displayNames: 'x' }, []],
  // ldapts adds the requested spelling, empty, besides the answer's.
  ['displayname', { displayName: 'Noor', displayname: [] }, ['Noor']],
])('finds an attribute %s by any of its names', (asked, entry, values) => {
  expect(textsOf(entry, asked)).toEqual(values);
});

it('finds binary attributes by any name', () => {
  const bytes = Buffer.from([1, 2]);
  expect(bytesOf({ thumbnailPhoto: bytes }, 'thumbnailphoto')).toEqual([bytes]);
  expect(bytesOf({ 'userCertificate;binary': [bytes, bytes] }, 'USERCERTIFICATE')).toEqual([bytes, bytes]);
});

it('recognizes names of binary attributes in any spelling', () => {
  const names = AttributeNames.from(['objectguid', 'ThumbnailPhoto']);
  for (const name of ['objectGUID', 'THUMBNAILPHOTO', 'thumbnailphoto;binary']) expect(names.includes(name), name).toBe(true);
  expect(names.includes('objectGUIDs')).toBe(false);
});
