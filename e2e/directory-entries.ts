import { toObjectGuid } from '../electron/people/object-guid.js';
import type { KnownPerson } from '../shared/requests.js';
import { baseDn } from './slapd.js';

/**
 * Returns people as LDIF (RFC 2849) for slapd, each twice: with `objectGUID` as in Active Directory, and with `entryUUID`.
 *
 * @param photoOf returns the photo of some people
 */
export function entriesOf(people: readonly KnownPerson[], photoOf: (person: KnownPerson) => Uint8Array | undefined): string {
  const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');
  return people
    .map((person) => {
      const { userId, name, account, department, employeeId } = person;
      const photo = photoOf(person);
      return [
        `dn: uid=${account},${baseDn}`,
        'objectClass: inetOrgPerson',
        'objectClass: adUser',
        `cn:: ${base64(name)}`,
        `sn:: ${base64(name)}`,
        `displayName:: ${base64(name)}`,
        `uid: ${account}`,
        `sAMAccountName: ${account}`,
        `department:: ${base64(department)}`,
        `ou:: ${base64(department)}`,
        `employeeID: ${employeeId}`,
        `employeeNumber: ${employeeId}`,
        `objectGUID:: ${base64(toObjectGuid(userId))}`,
        `entryUUID: ${userId}`,
        ...(photo === undefined ? [] : [`thumbnailPhoto:: ${base64(photo)}`, `jpegPhoto:: ${base64(photo)}`]),
        '',
      ].join('\n');
    })
    .join('\n');
}
