import { fold } from '../../shared/fold.js';
import { guidTextOf } from '../../shared/guid-order.js';
import { guidSchema } from '../../shared/ids.js';
import type { PreparedLine, PersonPart } from '../../shared/prepared.js';
import type { KnownPerson, Person, RequestView } from '../../shared/requests.js';
import { cardKey, type WrittenCardId } from '../cards/written-card-id.js';

/** A parsed line of a prepared file. */
export interface ParsedLine {
  /** The line as written, for display. */
  readonly view: PreparedLine;
  readonly cardId: WrittenCardId;
  /** Equal for all notations of one card. */
  readonly cardKey: string;
  /** For each given property of the person, the keys that match it. */
  readonly personKeys: readonly (readonly string[])[];
}

/** Returns a line with its keys, computed once. */
export function parsedLine(view: PreparedLine, cardId: WrittenCardId): ParsedLine {
  return { view, cardId, cardKey: cardKey(cardId), personKeys: view.person.map(keysOfPart) };
}

/** Whether a request matches everything in a line. It may not be the only one. */
export function matchesRequest({ view, personKeys }: ParsedLine, request: RequestView): boolean {
  if (view.requestId !== null && view.requestId !== request.requestId) return false;
  return isPerson(personKeys, request.person) && isTemplate(view.template, request.profileTemplate);
}

/** Whether a person matches everything that is given. */
export function isPerson(written: ParsedLine['personKeys'], person: Person): boolean {
  if (written.length === 0) return true;
  const keys = keysOf(person);
  return written.every((anyOf) => anyOf.some((key) => keys.includes(key)));
}

/** Whether a profile template matches the given name or id; null matches any. */
export function isTemplate(written: string | null, { profileTemplateId, name }: RequestView['profileTemplate']): boolean {
  if (written === null) return true;
  return asGuid(written) === profileTemplateId || (name !== null && normalizeText(written) === normalizeText(name));
}

/** Returns the keys by which a person can be found. */
export function keysOf(person: Person): readonly string[] {
  const byId = `userId ${person.userId}`;
  return person.state === 'unresolved' ? [byId] : [byId, ...knownKeys(person)];
}

function knownKeys({ account, employeeId, name }: KnownPerson): string[] {
  return Object.entries({ account, employeeId, name }).flatMap(([field, value]) =>
    value.trim() === '' ? [] : [`${field} ${normalizeText(value)}`],
  );
}

/** Returns the keys that the given property can match; one match is enough. */
function keysOfPart({ by, value }: PersonPart): readonly string[] {
  const userId = asGuid(value);
  const byId = userId === null ? [] : [`userId ${userId}`];
  // `EXAMPLE\jjansen` means the account jjansen.
  const account = [`account ${normalizeText(value)}`, `account ${normalizeText(value.slice(value.lastIndexOf('\\') + 1))}`];
  switch (by) {
    case 'userId':
      return byId;
    case 'account':
      return account;
    case 'employeeId':
    case 'name':
      return [`${by} ${normalizeText(value)}`];
    case 'any':
      return [...byId, ...account, `employeeId ${normalizeText(value)}`, `name ${normalizeText(value)}`];
  }
}

/** Parses a GUID in any usual notation; null if invalid. */
export function asGuid(text: string): string | null {
  const hex = text
    .trim()
    .replace(/[{}()-]/g, '')
    .toLowerCase();
  const guid = guidSchema.safeParse(guidTextOf(hex));
  return guid.success ? guid.data : null;
}

/** Normalizes text for comparison: ignores accents, case and the amount of whitespace. */
export function normalizeText(text: string): string {
  return fold(text).trim().replace(/\s+/g, ' ');
}
