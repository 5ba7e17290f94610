import { EqualityFilter, OrFilter, type Filter } from 'ldapts';
import { z } from 'zod';
import { guidSchema } from '../../shared/ids.js';
import type { Person } from '../../shared/requests.js';
import { fromObjectGuid, toObjectGuid } from './object-guid.js';

export type KnownPerson = Extract<Person, { state: 'resolved' }>;

/**
 * What a directory calls things. Attributes are tried in order; the first with a value counts.
 * - `active-directory`: users by the binary `objectGUID`.
 * - `entry-uuid`: any other directory, entries by `entryUUID` (RFC 4530), people as `inetOrgPerson` (RFC 2798).
 */
export type DirectoryKind = 'active-directory' | 'entry-uuid';

interface Naming {
  readonly id: string;
  readonly name: readonly string[];
  readonly account: readonly string[];
  readonly department: readonly string[];
  readonly employeeId: readonly string[];
  readonly photo: readonly string[];
}

const namings: Record<DirectoryKind, Naming> = {
  'active-directory': {
    id: 'objectGUID',
    name: ['displayName', 'cn'],
    account: ['sAMAccountName', 'userPrincipalName'],
    department: ['department'],
    employeeId: ['employeeID', 'employeeNumber'],
    photo: ['thumbnailPhoto', 'jpegPhoto'],
  },
  'entry-uuid': {
    id: 'entryUUID',
    name: ['displayName', 'cn'],
    account: ['uid', 'mail'],
    department: ['departmentNumber', 'ou'],
    employeeId: ['employeeNumber'],
    photo: ['jpegPhoto', 'thumbnailPhoto'],
  },
};

/** Attributes to ask for when people are looked up: all but the photo, which is large. */
export function personAttributes(kind: DirectoryKind): string[] {
  const { id, name, account, department, employeeId } = namings[kind];
  return [id, ...name, ...account, ...department, ...employeeId];
}

export function photoAttributes(kind: DirectoryKind): string[] {
  return [...namings[kind].photo];
}

/** Attributes whose values are bytes, not text. */
export function binaryAttributes(kind: DirectoryKind): string[] {
  const { id, photo } = namings[kind];
  return kind === 'active-directory' ? [id, ...photo] : [...photo];
}

/** The filter that finds users by their GUIDs (lower case). */
export function filterFor(kind: DirectoryKind, userIds: readonly string[]): Filter {
  const { id: attribute } = namings[kind];
  const filters = userIds.map(
    (userId) =>
      new EqualityFilter({ attribute, value: kind === 'active-directory' ? toObjectGuid(userId) : userId }),
  );
  return new OrFilter({ filters });
}

/** An entry as ldapts gives it; attributes that were asked for and are not there are empty lists. */
export type DirectoryEntry = Readonly<Record<string, unknown>>;

const textsSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]).catch([]);
const bytesSchema = z.union([z.instanceof(Buffer).transform((bytes) => [bytes]), z.array(z.instanceof(Buffer))]).catch([]);

/** The person an entry is about; null when it has no usable id or no name. */
export function personOf(kind: DirectoryKind, entry: DirectoryEntry): KnownPerson | null {
  const naming = namings[kind];
  const first = (attributes: readonly string[]): string =>
    attributes.flatMap((attribute) => textsSchema.parse(entry[attribute])).find((text) => text.trim() !== '') ?? '';
  const userId = idOf(kind, entry[naming.id]);
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

/** The photo of an entry (JPEG bytes, as the directory has them); null when it has none. */
export function photoOf(kind: DirectoryKind, entry: DirectoryEntry): Uint8Array | null {
  const photos = namings[kind].photo.flatMap((attribute) => bytesSchema.parse(entry[attribute]));
  return photos.find((bytes) => bytes.length > 0) ?? null;
}

function idOf(kind: DirectoryKind, value: unknown): string | null {
  if (kind === 'active-directory') {
    const [bytes] = bytesSchema.parse(value);
    return bytes === undefined ? null : fromObjectGuid(bytes);
  }
  const guid = guidSchema.safeParse(textsSchema.parse(value)[0]);
  return guid.success ? guid.data : null;
}
