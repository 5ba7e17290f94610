import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { guidSchema, ZERO_GUID } from '../../shared/ids.js';
import { stripBraces } from '../cm/guid.js';
import { requestStatuses, type RequestStatus } from '../cm/schemas.js';
import { AnswerObjects, type ObjectCounts } from './answer-objects.js';
import { makeProbeCall, type ProbeCallResult, type ProbeCallDeps, type ProbeCall } from './make-probe-call.js';
import { documented, type Kind } from './documented.js';
import { isObject, ObjectShape } from './object-shape.js';
import { RequestCounts } from './request-counts.js';

/** A call of the probe and its result. */
export interface ProbeAnswer extends ProbeCallResult {
  /** Kind of the expected objects; null if an error was expected. */
  readonly kind: Kind | null;
  readonly objects: ObjectCounts;
}

/** Results of the probe, without any values. */
export interface ProbeFindings {
  readonly answers: readonly ProbeAnswer[];
  /** Calls that were not made, with the reason. */
  readonly notAsked: readonly { readonly name: string; readonly reason: string }[];
  readonly shapes: Readonly<Record<Kind, ObjectShape>>;
  /** Objects that wrapped a list. */
  readonly wrappers: ObjectShape;
  /** JSON objects of error responses. */
  readonly errors: ObjectShape;
  readonly counts: RequestCounts;
  /** Which ids `cardid` accepts; null if there was nothing to query. */
  readonly cardIdFinds: { readonly byCardId: boolean; readonly bySmartcardUuid: boolean } | null;
  /** Whether an object queried by id had that id; null if none was queried. */
  readonly rightObject: Readonly<Record<'request' | 'smartcard', boolean | null>>;
}

/** Number of smartcards to examine. */
const SMARTCARDS = 2;
/** After this many consecutive calls without an answer of the API, no more are made. */
const GIVE_UP_AFTER = 2;

/** Calls the CM service as a station does: documented GET calls only, one after the other. The result contains no id and no text. */
export async function runProbe(deps: ProbeCallDeps): Promise<ProbeFindings> {
  const shapes: ProbeFindings['shapes'] = {
    request: new ObjectShape(documented.request),
    smartcard: new ObjectShape(documented.smartcard),
    'profile template': new ObjectShape(documented['profile template']),
  };
  const wrappers = new ObjectShape({});
  const errors = new ObjectShape({});
  const counts = new RequestCounts();
  const answers: ProbeAnswer[] = [];
  const notAsked: { name: string; reason: string }[] = [];
  let withoutAnswer = 0;

  const call = async (
    asked: Pick<ProbeCall, 'name' | 'path' | 'asked'> & Partial<Pick<ProbeCall, 'signedIn'>>,
    kind: Kind | null,
    each: (object: Readonly<Record<string, unknown>>) => void = () => undefined,
  ): Promise<ProbeAnswer | null> => {
    if (withoutAnswer >= GIVE_UP_AFTER) {
      notAsked.push({ name: asked.name, reason: 'the calls before it came to no answer' });
      return null;
    }
    const objects = new AnswerObjects(kind === null ? null : documented[kind], wrappers, (object) => {
      if (kind !== null) shapes[kind].add(object);
      each(object);
    });
    const answered = await makeProbeCall(deps, { signedIn: true, ...asked }, objects.take);
    const { error } = answered;
    if (error !== null && 'message' in error) addError(errors, error.raw ?? error.message);
    const answer = { ...answered, kind, objects: objects.seen() };
    answers.push(answer);
    if (asked.signedIn !== false)
      withoutAnswer = error?.code === 'network' || error?.code === 'timeout' || error?.code === 'not-signed-in' ? withoutAnswer + 1 : 0;
    return answer;
  };

  const templates = { path: 'profiletemplates', asked: 'list' } as const;
  await call({ ...templates, name: 'GET /profiletemplates, without signing in', signedIn: false }, null);
  await call({ ...templates, name: 'GET /profiletemplates' }, 'profile template', (object) => {
    counts.addTemplate(object);
  });

  const first: { requestId: string | null; cardId: string | null } = { requestId: null, cardId: null };
  const smartcardIds = new Set<string>();
  const look = (status: RequestStatus) => (object: Readonly<Record<string, unknown>>) => {
    counts.addRequest(status, object);
    first.requestId ??= idIn(object, 'Uuid');
    const smartcardId = smartcardIds.size < SMARTCARDS ? idIn(object, 'NewSmartcardUuid') : null;
    if (smartcardId !== null) smartcardIds.add(smartcardId);
  };
  for (const status of requestStatuses) {
    const path = `requests?status=${status}`;
    await call({ name: `GET /${path}`, path, asked: 'list' }, 'request', look(status));
  }

  const rightObject: Record<'request' | 'smartcard', boolean | null> = { request: null, smartcard: null };
  const isIt = (kind: 'request' | 'smartcard', id: string) => (object: Readonly<Record<string, unknown>>) => {
    rightObject[kind] = idIn(object, 'Uuid') === id && rightObject[kind] !== false;
  };
  const one = { name: 'GET /requests/{id}', asked: 'one' } as const;
  const { requestId } = first;
  if (requestId === null) notAsked.push({ name: one.name, reason: 'no list gave a request with an id' });
  else await call({ ...one, path: `requests/${requestId}` }, 'request', isIt('request', requestId));
  await call({ name: 'GET /requests/{id}, of no request', path: `requests/${randomUUID()}`, asked: 'one' }, null);

  for (const id of smartcardIds) {
    const isThis = isIt('smartcard', id);
    await call({ name: 'GET /smartcards/{id}', path: `smartcards/${id}`, asked: 'one' }, 'smartcard', (object) => {
      isThis(object);
      first.cardId = idIn(object, 'SerialNumber');
    });
  }
  if (smartcardIds.size === 0) notAsked.push({ name: 'GET /smartcards/{id}', reason: 'no list gave a request with a smartcard' });
  const last = [...smartcardIds].at(-1);
  const byCard = 'GET /smartcards?cardid={card id}';
  let cardIdFinds: ProbeFindings['cardIdFinds'] = null;
  const { cardId } = first;
  if (cardId === null || last === undefined) notAsked.push({ name: byCard, reason: 'no smartcard gave a card id' });
  else {
    const found = await call({ name: byCard, path: `smartcards?cardid=${cardId}`, asked: 'one' }, 'smartcard');
    const otherwise = await call(
      { name: 'GET /smartcards?cardid={smartcard id}', path: `smartcards?cardid=${last}`, asked: 'one' },
      'smartcard',
    );
    if (found !== null && otherwise !== null)
      cardIdFinds = { byCardId: found.objects.objects > 0, bySmartcardUuid: otherwise.objects.objects > 0 };
  }
  await call({ name: 'GET /smartcards?cardid={id}, of no card', path: `smartcards?cardid=${randomUUID()}`, asked: 'one' }, null);

  return { answers, notAsked, shapes, wrappers, errors, counts, cardIdFinds, rightObject };
}

/** Returns the GUID in a field, without braces; null if there is none. It becomes part of a URL, so nothing else is accepted. */
function idIn(object: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = object[field];
  const id = guidSchema.safeParse(typeof value === 'string' ? stripBraces(value) : value);
  return id.success && id.data !== ZERO_GUID ? id.data : null;
}

const jsonSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Examines an error body if it is a JSON object and was not cut off. */
function addError(errors: ObjectShape, text: string): void {
  const json = jsonSchema.safeParse(text);
  if (json.success && isObject(json.data)) errors.add(json.data);
}
