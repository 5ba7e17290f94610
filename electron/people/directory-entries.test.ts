import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterFor, personOf, photoOf, defaultNamings } from './directory-entries.js';
import { fromObjectGuid, toObjectGuid } from './object-guid.js';

// The example of [MS-DTYP] §2.3.4.2's layout; the CM pages' card id shows it too.
const GUID = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const BYTES = Buffer.from('3ff188bcba833740826246eba1291c6e', 'hex');

describe('an objectGUID', () => {
  it('has its first three groups little-endian', () => {
    expect(toObjectGuid(GUID)).toEqual(BYTES);
    expect(fromObjectGuid(BYTES)).toBe(GUID);
  });

  it('survives a round trip, any GUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        expect(fromObjectGuid(toObjectGuid(guid))).toBe(guid);
      }),
    );
  });

  it('needs sixteen bytes', () => {
    expect(fromObjectGuid(BYTES.subarray(1))).toBeNull();
  });
});

describe('an entry of Active Directory', () => {
  const entry = {
    objectGUID: BYTES,
    displayName: 'Noor van der Velden',
    cn: 'nvelden',
    sAMAccountName: 'nvelden',
    userPrincipalName: 'nvelden@example.com',
    department: 'Facility Services',
    employeeID: '10231',
    employeeNumber: [],
  };
  const noor = {
    state: 'resolved',
    userId: GUID,
    name: 'Noor van der Velden',
    account: 'nvelden',
    department: 'Facility Services',
    employeeId: '10231',
  };

  it('is a person', () => {
    expect(personOf(defaultNamings.objectGUID, entry)).toEqual(noor);
  });

  it.each<[string, object, object]>([
    ['without a display name has its common name', { displayName: [] }, { name: 'nvelden' }],
    ['without an account name has its principal name', { sAMAccountName: [] }, { account: 'nvelden@example.com' }],
    ['without a department has none', { department: [] }, { department: '' }],
    ['with several values has the first', { department: ['One', 'Two'] }, { department: 'One' }],
  ])('%s', (_, change, expected) => {
    expect(personOf(defaultNamings.objectGUID, { ...entry, ...change })).toEqual({ ...noor, ...expected });
  });

  it.each<[string, object]>([
    ['an id', { objectGUID: [] }],
    ['a complete id', { objectGUID: BYTES.subarray(4) }],
    ['an id in bytes', { objectGUID: GUID }],
    ['any name', { displayName: ' ', cn: [] }],
  ])('without %s is rejected', (_, change) => {
    expect(personOf(defaultNamings.objectGUID, { ...entry, ...change })).toBeNull();
  });

  it('may have a photo', () => {
    const photo = Buffer.from([0xff, 0xd8, 0xff]);
    expect(photoOf(defaultNamings.objectGUID, { thumbnailPhoto: photo, jpegPhoto: [] })).toEqual(photo);
    expect(photoOf(defaultNamings.objectGUID, { thumbnailPhoto: [], jpegPhoto: [] })).toBeNull();
  });
});

describe('an entry of another directory', () => {
  it('is a person by entryUUID', () => {
    const entry = { entryUUID: GUID.toUpperCase(), cn: ['Zoë Ng', 'Zoe Ng'], uid: 'zng', ou: 'Radiology', employeeNumber: '7' };
    expect(personOf(defaultNamings.entryUUID, entry)).toEqual({
      state: 'resolved',
      userId: GUID,
      name: 'Zoë Ng',
      account: 'zng',
      department: 'Radiology',
      employeeId: '7',
    });
  });
});

describe('the search filter', () => {
  it('uses bytes for Active Directory, and text for others', () => {
    expect(filterFor(defaultNamings.entryUUID, [GUID]).toString()).toBe(`(|(entryUUID=${GUID}))`);
    expect(filterFor(defaultNamings.objectGUID, [GUID]).toString()).toBe(
      `(|(objectGUID=${BYTES.toString('hex').replace(/../g, (byte) => `\\${byte}`)}))`,
    );
  });
});
