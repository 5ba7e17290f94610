import { EqualityFilter, OrFilter, type Filter } from 'ldapts';
import { guidSchema } from '../../shared/ids.js';
import type { KnownPerson } from '../../shared/requests.js';
import { visibleText } from '../../shared/visible-text.js';
import { AttributeNames, bytesOf, textsOf, type DirectoryEntry } from './attributes.js';
import { fromObjectGuid, toObjectGuid } from './object-guid.js';

/** The attribute with a user's GUID: Active Directory's binary `objectGUID`, or `entryUUID` (RFC 4530). */
export type IdAttribute = 'objectGUID' | 'entryUUID';

/** A directory's attribute names, in order of preference; the first with a value counts. */
export interface Naming {
  readonly id: IdAttribute;
  readonly name: readonly string[];
  readonly account: readonly string[];
  readonly department: readonly string[];
  readonly employeeId: readonly string[];
  readonly photo: readonly string[];
}

/** Default attribute names: for Active Directory, and for `inetOrgPerson` (RFC 2798). */
export const defaultNamings: Readonly<Record<IdAttribute, Naming>> = {
  objectGUID: {
    id: 'objectGUID',
    name: ['displayName', 'cn'],
    account: ['sAMAccountName', 'userPrincipalName'],
    department: ['department'],
    employeeId: ['employeeID', 'employeeNumber'],
    photo: ['thumbnailPhoto', 'jpegPhoto'],
  },
  entryUUID: {
    id: 'entryUUID',
    name: ['displayName', 'cn'],
    account: ['uid', 'mail'],
    department: ['departmentNumber', 'ou'],
    employeeId: ['employeeNumber'],
    photo: ['jpegPhoto', 'thumbnailPhoto'],
  },
};

/** Attributes for looking people up: all except the photo, which is large. */
export function personAttributes({ id, name, account, department, employeeId }: Naming): string[] {
  return [id, ...name, ...account, ...department, ...employeeId];
}

export function photoAttributes({ photo }: Naming): string[] {
  return [...photo];
}

/** Attributes with binary values. */
export function binaryAttributes({ id, photo }: Naming): string[] {
  return AttributeNames.from(id === 'objectGUID' ? [id, ...photo] : photo);
}

/** Returns the filter that finds users by GUID (lower case). */
export function filterFor({ id: attribute }: Naming, userIds: readonly string[]): Filter {
  const filters = userIds.map(
    (userId) => new EqualityFilter({ attribute, value: attribute === 'objectGUID' ? toObjectGuid(userId) : userId }),
  );
  return new OrFilter({ filters });
}

/** Returns the person of an entry; null without a usable id or a name. */
export function personOf(naming: Naming, entry: DirectoryEntry): KnownPerson | null {
  const first = (attributes: readonly string[]): string =>
    attributes
      .flatMap((attribute) => textsOf(entry, attribute))
      .map(visibleText)
      .find((text) => text.trim() !== '') ?? '';
  const userId = idOf(naming, entry);
  const name = first(naming.name);
  if (userId === null || name === '') return null;
  return {
    state: 'resolved',
    userId,
    name,
    account: first(naming.account),
    department: first(naming.department),
    employeeId: first(naming.employeeId),
  };
}

/** Returns the photo of an entry, unchecked; null if there is none. */
export function photoOf({ photo }: Naming, entry: DirectoryEntry): Uint8Array | null {
  const photos = photo.flatMap((attribute) => bytesOf(entry, attribute));
  return photos.find((bytes) => bytes.length > 0) ?? null;
}

/** Returns an entry's GUID (lower case); null if unusable. */
export function idOf({ id }: Naming, entry: DirectoryEntry): string | null {
  if (id === 'objectGUID') {
    const [bytes] = bytesOf(entry, id);
    return bytes === undefined ? null : fromObjectGuid(bytes);
  }
  const guid = guidSchema.safeParse(textsOf(entry, id)[0]);
  return guid.success ? guid.data : null;
}
