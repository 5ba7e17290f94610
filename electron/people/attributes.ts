import * as z from 'zod';

/** An entry as ldapts gives it; attributes that were asked for and are not there are empty lists. */
export type DirectoryEntry = Readonly<Record<string, unknown>>;

const textsSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]).catch([]);
const bytesSchema = z.union([z.instanceof(Buffer).transform((bytes) => [bytes]), z.array(z.instanceof(Buffer))]).catch([]);

/** Names that stand for one attribute in the schemas of directories (RFC 4519 §2, RFC 4524 §2, RFC 4512 §2.5). */
const ALIASES: readonly (readonly string[])[] = [
  ['cn', 'commonname'],
  ['sn', 'surname'],
  ['gn', 'givenname'],
  ['uid', 'userid'],
  ['ou', 'organizationalunitname'],
  ['o', 'organizationname'],
  ['mail', 'rfc822mailbox'],
];

/** An attribute's name without regard to case, to its options (`;binary`, `;lang-nl`), and to which of its names it is. */
function plainName(attribute: string): string {
  const [name = ''] = attribute.toLowerCase().split(';');
  return ALIASES.find((names) => names.includes(name))?.[0] ?? name;
}

/** What an entry has under an attribute's name: first under the name without options. */
function valuesOf(entry: DirectoryEntry, attribute: string): unknown[] {
  const wanted = plainName(attribute);
  const names = Object.keys(entry).filter((name) => plainName(name) === wanted);
  return names.sort((one, other) => Number(one.includes(';')) - Number(other.includes(';'))).map((name) => entry[name]);
}

/** The texts of an attribute, whose name is compared as directories compare it (RFC 4512 §2.5). */
export function textsOf(entry: DirectoryEntry, attribute: string): string[] {
  return valuesOf(entry, attribute).flatMap((value) => textsSchema.parse(value));
}

/** The values of an attribute of bytes, whose name is compared as directories compare it (RFC 4512 §2.5). */
export function bytesOf(entry: DirectoryEntry, attribute: string): Buffer[] {
  return valuesOf(entry, attribute).flatMap((value) => bytesSchema.parse(value));
}

/**
 * Names of attributes for ldapts, which looks for the name an answer has with `includes`: a directory writes it in its own
 * way, whatever way it was asked for. `directory.integration.test.ts` shows it on a real one.
 */
export class AttributeNames extends Array<string> {
  override includes(name: string): boolean {
    const wanted = plainName(name);
    return this.some((one) => plainName(one) === wanted);
  }
}
