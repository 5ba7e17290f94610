import * as z from 'zod';

/** An entry from ldapts; requested attributes that are missing are empty lists. */
export type DirectoryEntry = Readonly<Record<string, unknown>>;

const textsSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]).catch([]);
const bytesSchema = z.union([z.instanceof(Buffer).transform((bytes) => [bytes]), z.array(z.instanceof(Buffer))]).catch([]);

/** Aliases of attributes in directory schemas (RFC 4519 §2, RFC 4524 §2, RFC 4512 §2.5). */
const ALIASES: readonly (readonly string[])[] = [
  ['cn', 'commonname'],
  ['sn', 'surname'],
  ['gn', 'givenname'],
  ['uid', 'userid'],
  ['ou', 'organizationalunitname'],
  ['o', 'organizationname'],
  ['mail', 'rfc822mailbox'],
];

/** Normalizes an attribute's name: ignores case, options (`;binary`, `;lang-nl`) and aliases. */
function plainName(attribute: string): string {
  const [name = ''] = attribute.toLowerCase().split(';');
  return ALIASES.find((names) => names.includes(name))?.[0] ?? name;
}

/** Returns an attribute's values; prefers the name without options. */
function valuesOf(entry: DirectoryEntry, attribute: string): unknown[] {
  const wanted = plainName(attribute);
  const names = Object.keys(entry).filter((name) => plainName(name) === wanted);
  return names.sort((one, other) => Number(one.includes(';')) - Number(other.includes(';'))).map((name) => entry[name]);
}

/** Returns an attribute's texts; names are compared as in directories (RFC 4512 §2.5). */
export function textsOf(entry: DirectoryEntry, attribute: string): string[] {
  return valuesOf(entry, attribute).flatMap((value) => textsSchema.parse(value));
}

/** Returns an attribute's binary values; names are compared as in directories (RFC 4512 §2.5). */
export function bytesOf(entry: DirectoryEntry, attribute: string): Buffer[] {
  return valuesOf(entry, attribute).flatMap((value) => bytesSchema.parse(value));
}

/**
 * Attribute names for ldapts, which compares an answer's name with `includes` although directories use their own spelling.
 * `directory.integration.test.ts` shows it with a real one.
 */
export class AttributeNames extends Array<string> {
  override includes(name: string): boolean {
    const wanted = plainName(name);
    return this.some((one) => plainName(one) === wanted);
  }
}
