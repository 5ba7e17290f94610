import { fold } from '../../shared/fold.js';
import { guidTextOf } from '../../shared/guid-order.js';
import { guidSchema } from '../../shared/ids.js';
import type { PreparedLine, PersonPart } from '../../shared/prepared.js';
import type { KnownPerson, Person, RequestView } from '../../shared/requests.js';
import { cardKey, type WrittenCardId } from '../cards/written-card-id.js';

/** One line of a prepared file, read. */
export interface ParsedLine {
  /** The line as it is written, for people. */
  readonly view: PreparedLine;
  readonly cardId: WrittenCardId;
  /** The same for all writings of one card. */
  readonly cardKey: string;
  /** For each thing that is said of the person, what they may be found by. */
  readonly personKeys: readonly (readonly string[])[];
}

/** A line with all that it is found by, worked out once. */
export function parsedLine(view: PreparedLine, cardId: WrittenCardId): ParsedLine {
  return { view, cardId, cardKey: cardKey(cardId), personKeys: view.person.map(keysOfPart) };
}

/** Whether everything a line says is true of a request. Whether it is true of others too, it cannot tell alone. */
export function matchesRequest({ view, personKeys }: ParsedLine, request: RequestView): boolean {
  if (view.requestId !== null && view.requestId !== request.requestId) return false;
  return isPerson(personKeys, request.person) && isTemplate(view.template, request.profileTemplate);
}

/** Whether all that is written of a person is true of this one. */
export function isPerson(written: ParsedLine['personKeys'], person: Person): boolean {
  if (written.length === 0) return true;
  const keys = keysOf(person);
  return written.every((anyOf) => anyOf.some((key) => keys.includes(key)));
}

/** Whether a profile template is the one that is written, by name or id; null is any. */
export function isTemplate(written: string | null, { profileTemplateId, name }: RequestView['profileTemplate']): boolean {
  if (written === null) return true;
  return asGuid(written) === profileTemplateId || (name !== null && normalizeText(written) === normalizeText(name));
}

/** What a person can be found by. */
export function keysOf(person: Person): readonly string[] {
  const byId = `userId ${person.userId}`;
  return person.state === 'unresolved' ? [byId] : [byId, ...knownKeys(person)];
}

function knownKeys({ account, employeeId, name }: KnownPerson): string[] {
  return Object.entries({ account, employeeId, name }).flatMap(([field, value]) =>
    value.trim() === '' ? [] : [`${field} ${normalizeText(value)}`],
  );
}

/** What a person that is written so can be found by: any of these. */
function keysOfPart({ by, value }: PersonPart): readonly string[] {
  const userId = asGuid(value);
  const byId = userId === null ? [] : [`userId ${userId}`];
  // `EXAMPLE\jjansen` is the account jjansen.
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

/** A GUID in any usual writing, or null. */
export function asGuid(text: string): string | null {
  const hex = text
    .trim()
    .replace(/[{}()-]/g, '')
    .toLowerCase();
  const guid = guidSchema.safeParse(guidTextOf(hex));
  return guid.success ? guid.data : null;
}

/** Text as it is compared: accents, case and the width of spaces do not count. */
export function normalizeText(text: string): string {
  return fold(text).trim().replace(/\s+/g, ' ');
}
