import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import { isHtml } from './answer-errors.js';
import { exchange, type Answer, type Call, type ExchangeSettings, type Fetch } from './exchange.js';
import { parseEach, parseOne, type Rejected } from './parse-answers.js';
import {
  cmProfileTemplateSchema,
  cmRequestSchema,
  cmSmartcardSchema,
  type CmProfileTemplate,
  type CmRequest,
  type CmSmartcard,
  type RequestStatus,
} from './schemas.js';
import { smartcardIdOf } from './smartcard-uri.js';

export type { Fetch } from './exchange.js';
export type { CmProfileTemplate, CmRequest, CmSmartcard, RequestStatus } from './schemas.js';

/** Largest answers that are read, in bytes: the API has no paging, so its lists come whole. */
const LIST_LIMIT = 64 * 1024 * 1024;
const OBJECT_LIMIT = 1024 * 1024;

export interface CmClientOptions {
  /** The server's address, e.g. `https://cm.example`. */
  readonly base: string;
  /** Path of the CM application below it; IIS does not mind its case. */
  readonly prefix?: string;
  readonly fetch: Fetch;
  readonly connectLimitMs?: number;
  readonly answerLimitMs?: number;
  /**
   * Tells whether the server takes a connection; see `tcp-probe.ts`. Without it a server that does not is noticed
   * by fetch's own limit or, at the latest, when the answer's limit is over.
   */
  readonly canConnect?: ExchangeSettings['canConnect'];
  readonly onServerClock?: ExchangeSettings['onServerClock'];
}

/** A list with the elements that could be read, and where the others are. */
export interface RequestList {
  readonly requests: readonly CmRequest[];
  readonly rejected: readonly Rejected[];
}

export interface BindCall {
  readonly requestId: string;
  /** The card id's text, as the server is to know it. */
  readonly cardId: string;
  readonly atr: string;
}
/** 201 names the smartcard, 204 does not. Both mean that the server accepted. */
export type BindAnswer =
  | { readonly status: 201; readonly smartcardUri: string }
  | { readonly status: 204 };

/**
 * The client of the CM REST API (Microsoft Identity Manager Certificate Management, API v1.0). Every method makes
 * one HTTP call, never repeats it, and answers a value or a typed error; none throws.
 */
export interface CmClient {
  /** Requests in a status (get request page). Elements that cannot be read, or come twice, are in `rejected`. */
  listRequests(status: RequestStatus, signal?: AbortSignal): Promise<Result<RequestList, CmError>>;
  /** One request (get request page). */
  getRequest(requestId: string, signal?: AbortSignal): Promise<Result<CmRequest, CmError>>;
  /** One smartcard (get smart card profiles page). */
  getSmartcard(smartcardId: string, signal?: AbortSignal): Promise<Result<CmSmartcard, CmError>>;
  /**
   * The smartcard the server knows for a card id; null when it knows none. Where it knows several, the one that is
   * assigned to somebody comes first.
   */
  findSmartcardByCardId(cardId: string, signal?: AbortSignal): Promise<Result<CmSmartcard | null, CmError>>;
  /** Profile templates the signed-in user may see (get profile templates page). */
  listProfileTemplates(signal?: AbortSignal): Promise<Result<readonly CmProfileTemplate[], CmError>>;
  /** Binds a card to a request (assign smart card to request page). */
  bind(call: BindCall, signal?: AbortSignal): Promise<Result<BindAnswer, CmError>>;
}

/** Makes a client of one server. */
export function createCmClient(options: CmClientOptions): CmClient {
  const { base, prefix = '/CertificateManagement', fetch, canConnect, onServerClock } = options;
  const { connectLimitMs = 10_000, answerLimitMs = 30_000 } = options;
  const settings: ExchangeSettings = { fetch, connectLimitMs, answerLimitMs, canConnect, onServerClock };
  const api = new URL(`${prefix.replace(/\/+$/, '')}/api/v1.0/`, base).href;

  const get = (path: string, call: Partial<Call>): Promise<Result<Answer, CmError>> =>
    exchange(settings, {
      method: 'GET',
      url: api + path,
      expected: [200, 204],
      limitBytes: OBJECT_LIMIT,
      asked: 'one',
      ownIds: [],
      ...call,
    });

  return {
    async listRequests(status, signal) {
      const answer = await get(`requests?status=${status}`, { asked: 'list', limitBytes: LIST_LIMIT, signal });
      if (!answer.ok) return answer;
      const parsed = await parseEach(cmRequestSchema, answer.value.json, ({ requestId }) => requestId);
      if (parsed === null) return answer.value.bad('The answer is neither a list nor an object');
      return ok({ requests: parsed.values, rejected: parsed.rejected });
    },

    async getRequest(requestId, signal) {
      const answer = await get(`requests/${encodeURIComponent(requestId)}`, { ownIds: [requestId], signal });
      if (!answer.ok) return answer;
      return parseOne(cmRequestSchema, answer.value, (request) => request.requestId === requestId.toLowerCase());
    },

    async getSmartcard(smartcardId, signal) {
      const answer = await get(`smartcards/${encodeURIComponent(smartcardId)}`, { ownIds: [smartcardId], signal });
      if (!answer.ok) return answer;
      return parseOne(cmSmartcardSchema, answer.value, (card) => card.smartcardId === smartcardId.toLowerCase());
    },

    async findSmartcardByCardId(cardId, signal) {
      const answer = await get(`smartcards?cardid=${encodeURIComponent(cardId)}`, { ownIds: [cardId], signal });
      if (!answer.ok) return isNone(answer.error) ? ok(null) : answer;
      const parsed = await parseEach(cmSmartcardSchema, answer.value.json, ({ smartcardId }) => smartcardId);
      if (parsed === null) return answer.value.bad('The answer is neither a list nor an object');
      const [broken] = parsed.rejected;
      // An unreadable one may be the one that says whose the card is.
      if (broken) return answer.value.bad(`Element ${String(broken.index)}: ${broken.detail}`);
      const other = parsed.values.find((card) => card.cardId !== cardId.toLowerCase());
      if (other) return answer.value.bad(`Asked for card ${cardId}, the answer is about card ${other.cardId}`);
      return ok(parsed.values.find((card) => card.assignedUserId !== null) ?? parsed.values[0] ?? null);
    },

    async listProfileTemplates(signal) {
      const answer = await get('profiletemplates', { asked: 'list', limitBytes: LIST_LIMIT, signal });
      if (!answer.ok) return answer;
      const parsed = await parseEach(cmProfileTemplateSchema, answer.value.json, (one) => one.profileTemplateId);
      // Names only: a template that cannot be read is shown by its id.
      return parsed === null ? answer.value.bad('The answer is neither a list nor an object') : ok(parsed.values);
    },

    async bind({ requestId, cardId, atr }, signal) {
      const answer = await exchange(settings, {
        method: 'POST',
        url: `${api}smartcards`,
        body: JSON.stringify({ requestid: requestId, cardid: cardId, atr }),
        expected: [201, 204],
        limitBytes: OBJECT_LIMIT,
        asked: 'list',
        ownIds: [requestId, cardId],
        signal,
      });
      if (!answer.ok) return answer;
      const { status, json, bad } = answer.value;
      if (status === 204) return ok({ status: 204 });
      if (typeof json !== 'string' || smartcardIdOf(json) === null) {
        return bad("The answer to the binding is not a smartcard's URI");
      }
      return ok({ status: 201, smartcardUri: json });
    },
  };
}

/**
 * Whether a query's 404 means that nothing was found. The pages do not list it; a page of the web server's own says
 * that the path is not there, the API's JSON or silence that the object is not.
 */
function isNone(error: CmError): boolean {
  return error.code === 'not-found' && !isHtml('', error.raw ?? error.message);
}
