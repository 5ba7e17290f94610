import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { apiAddress } from './address.js';
import { exchange, type Answer, type CmCall, type ExchangeOptions, type Fetch } from './exchange.js';
import { ANSWER_LIMIT_MS, CONNECT_LIMIT_MS } from './limits.js';
import { ObjectReader, type Rejected } from './parse-answers.js';
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
import { ResourcePool } from './resource-pool.js';

export type { Fetch } from './exchange.js';
export type { Rejected } from './parse-answers.js';
export type { CmProfileTemplate, CmRequest, CmSmartcard, RequestStatus } from './schemas.js';

/**
 * Size limits of answers, bytes. The API has no paging: 100,000 requests are 76 MiB, more with long security descriptors. Lists
 * are parsed element by element, so memory use is far below the limit.
 */
const LIST_LIMIT = 512 * 1024 * 1024;
const OBJECT_LIMIT = 1024 * 1024;

export interface CmClientDeps {
  /** The server's address, e.g. `https://cm.example`. */
  readonly base: string;
  /** Path of the CM application; IIS ignores case. */
  readonly prefix?: string;
  readonly fetch: Fetch;
  /**
   * Routes for bindings, each used by one call at a time; their number limits the parallel bindings. Without them bindings use
   * `fetch`, which is safe only with Node's.
   */
  readonly bindingRoutes?: readonly BindingRoute[];
  readonly connectLimitMs?: number;
  readonly answerLimitMs?: number;
  /** Whether the server accepts a connection; see `tcp-probe.ts`. Without it, only fetch's own limit and the answer limit apply. */
  readonly canConnect?: ExchangeOptions['canConnect'];
  readonly onServerClock?: ExchangeOptions['onServerClock'];
}

/**
 * A route for bindings only. Chromium resends a call, even a POST, if a reused connection ends without an answer
 * (`HttpNetworkTransaction::ShouldResendRequest`), which would send a binding twice. Over a fresh connection it is sent once.
 */
export interface BindingRoute {
  /** Fetch over connections that nothing else uses, e.g. of its own Electron session. */
  readonly fetch: Fetch;
  /** Closes those connections so that the next call opens a new one; called while none is in use. */
  readonly dropConnections: () => Promise<void>;
}

/** The parsed elements of a list, and the rejected ones. */
export interface CmRequestList {
  readonly requests: readonly CmRequest[];
  readonly rejected: Rejected;
}

/** The smartcard for a card id, and the other smartcards with that id: a card gets a new one each time it is bound. */
export type FoundSmartcard = CmSmartcard & { readonly others?: readonly CmSmartcard[] };

export interface BindCall {
  readonly requestId: string;
  /** The card id as text, as sent to the server. */
  readonly cardId: string;
  readonly atr: string;
}
/** 201 names the smartcard, 204 does not; both mean accepted. */
export type BindAnswer = { readonly status: 201; readonly smartcardUri: string } | { readonly status: 204 };

/**
 * Client of the CM REST API (Microsoft Identity Manager Certificate Management, API v1.0). Each method makes one HTTP call
 * without retries and returns a value or a typed error; none throws.
 */
export interface CmClient {
  /** Lists requests in a status (get request page). Unreadable and repeated elements are in `rejected`. */
  listRequests(status: RequestStatus, signal?: AbortSignal): Promise<Result<CmRequestList, CmError>>;
  /** Lists requests without collecting them: `each` gets every request as it is parsed. For lists of any length. */
  readRequests(status: RequestStatus, each: (request: CmRequest) => void, signal?: AbortSignal): Promise<Result<Rejected, CmError>>;
  /** Fetches a request (get request page). */
  getRequest(requestId: string, signal?: AbortSignal): Promise<Result<CmRequest, CmError>>;
  /** Fetches a smartcard (get smart card profiles page). */
  getSmartcard(smartcardId: string, signal?: AbortSignal): Promise<Result<CmSmartcard, CmError>>;
  /** Finds the smartcard for a card id; null if there is none. If there are several, an assigned one comes first. */
  findSmartcardByCardId(cardId: string, signal?: AbortSignal): Promise<Result<FoundSmartcard | null, CmError>>;
  /** Lists the profile templates visible to the signed-in user (get profile templates page). */
  listProfileTemplates(signal?: AbortSignal): Promise<Result<readonly CmProfileTemplate[], CmError>>;
  /**
   * Abandons a request (cancel, abandon, complete request page) over a binding route, when one is free. Returns the request's new
   * status number; null if the server accepted without content (204).
   */
  abandonRequest(requestId: string, signal?: AbortSignal): Promise<Result<{ readonly status: number | null }, CmError>>;
  /** Binds a card to a request (assign smart card to request page), when a binding route is free. */
  bind(call: BindCall, signal?: AbortSignal): Promise<Result<BindAnswer, CmError>>;
}

/** Creates a client for one server. */
export function createCmClient(deps: CmClientDeps): CmClient {
  const { base, prefix, fetch, canConnect, onServerClock } = deps;
  const { connectLimitMs = CONNECT_LIMIT_MS, answerLimitMs = ANSWER_LIMIT_MS } = deps;
  const settings: ExchangeOptions = { fetch, connectLimitMs, answerLimitMs, canConnect, onServerClock };
  const routes = new ResourcePool<BindingRoute>(
    deps.bindingRoutes ?? Array.from({ length: 4 }, () => ({ fetch, dropConnections: nothingToDrop })),
  );
  const api = apiAddress(base, prefix);

  const get = async <T>(
    path: string,
    objects: ObjectReader<T>,
    call: Pick<CmCall, 'asked' | 'ownIds' | 'signal'>,
  ): Promise<Result<Answer, CmError>> => {
    const limits = { limitBytes: call.asked === 'list' ? LIST_LIMIT : OBJECT_LIMIT, elementLimitBytes: OBJECT_LIMIT };
    const { take } = objects;
    const answer = await exchange(settings, { method: 'GET', url: api + path, expected: [200, 204], take, ...limits, ...call });
    if (!answer.ok || answer.value.shape !== 'value' || objects.rejected.count === 0) return answer;
    return answer.value.bad(objects.rejected.first[0]?.detail ?? '');
  };
  const getList = (status: RequestStatus, list: ObjectReader<CmRequest>, signal: AbortSignal | undefined) =>
    get(`requests?status=${status}`, list, { asked: 'list', ownIds: [], signal });
  const getOne = async <T>(path: string, objects: ObjectReader<T>, id: string, signal: AbortSignal | undefined) => {
    const answer = await get(path + encodeURIComponent(id), objects, { asked: 'one', ownIds: [id], signal });
    return answer.ok ? objects.only(answer.value, id) : answer;
  };

  return {
    async listRequests(status, signal) {
      const list = new ObjectReader(cmRequestSchema, requestIdOf);
      const answer = await getList(status, list, signal);
      return answer.ok ? ok({ requests: list.values(), rejected: list.rejected }) : answer;
    },

    async readRequests(status, each, signal) {
      const list = new ObjectReader(cmRequestSchema, requestIdOf, each);
      const answer = await getList(status, list, signal);
      return answer.ok ? ok(list.rejected) : answer;
    },

    getRequest(requestId, signal) {
      return getOne('requests/', new ObjectReader(cmRequestSchema, requestIdOf), requestId, signal);
    },

    getSmartcard(smartcardId, signal) {
      return getOne('smartcards/', new ObjectReader(cmSmartcardSchema, smartcardUuidOf), smartcardId, signal);
    },

    async findSmartcardByCardId(cardId, signal) {
      const found = new ObjectReader(cmSmartcardSchema, smartcardUuidOf);
      const path = `smartcards?cardid=${encodeURIComponent(cardId)}`;
      const answer = await get(path, found, { asked: 'one', ownIds: [cardId], signal });
      if (!answer.ok) return answer.error.code === 'not-found' ? ok(null) : answer;
      const [broken] = found.rejected.first;
      // The unreadable smartcard may be the one that has an owner.
      if (broken) return answer.value.bad(`Element ${String(broken.index)}: ${broken.detail}`);
      const smartcards = found.values();
      const other = smartcards.find((smartcard) => smartcard.cardId !== cardId.toLowerCase());
      if (other) return answer.value.bad(`Asked for card ${cardId}, the answer is about card ${other.cardId}`);
      const first = smartcards.find(({ assignedUserId }) => assignedUserId !== null) ?? smartcards[0];
      if (first === undefined) return ok(null);
      const others = smartcards.filter((smartcard) => smartcard !== first);
      return ok(others.length === 0 ? first : { ...first, others });
    },

    async listProfileTemplates(signal) {
      const list = new ObjectReader(cmProfileTemplateSchema, ({ profileTemplateId }) => profileTemplateId);
      const answer = await get('profiletemplates', list, { asked: 'list', ownIds: [], signal });
      // Templates only supply names: an unreadable one is shown by its id.
      return answer.ok ? ok(list.values()) : answer;
    },

    bind(call, signal) {
      return routes.use((route) => bindNow(call, signal, route));
    },

    abandonRequest(requestId, signal) {
      return routes.use((route) => abandonNow(requestId, signal, route));
    },
  };

  /** Makes a call that changes something, over its own connection. */
  async function change(call: CmCall, { fetch: ownFetch, dropConnections }: BindingRoute): Promise<Result<Answer, CmError>> {
    try {
      await dropConnections();
    } catch (error) {
      return fail({ code: 'network', layer: 'http', reached: false, detail: String(error).slice(0, 2000) });
    }
    return exchange({ ...settings, fetch: ownFetch }, call);
  }

  async function abandonNow(
    requestId: string,
    signal: AbortSignal | undefined,
    route: BindingRoute,
  ): Promise<Result<{ readonly status: number | null }, CmError>> {
    const objects = new ObjectReader(cmRequestSchema, requestIdOf);
    const answer = await change(
      {
        method: 'PUT',
        url: `${api}requests/${encodeURIComponent(requestId)}`,
        body: JSON.stringify({ status: 'Abandoned' }),
        expected: [200, 204],
        take: objects.take,
        limitBytes: OBJECT_LIMIT,
        elementLimitBytes: OBJECT_LIMIT,
        asked: 'one',
        ownIds: [requestId],
        signal,
      },
      route,
    );
    if (!answer.ok) return answer;
    if (answer.value.status === 204) return ok({ status: null });
    const request = objects.only(answer.value, requestId);
    return request.ok ? ok({ status: request.value.status }) : request;
  }

  async function bindNow(
    { requestId, cardId, atr }: BindCall,
    signal: AbortSignal | undefined,
    route: BindingRoute,
  ): Promise<Result<BindAnswer, CmError>> {
    let uri: unknown;
    const answer = await change(
      {
        method: 'POST',
        url: `${api}smartcards`,
        body: JSON.stringify({ requestid: requestId, cardid: cardId, atr }),
        expected: [201, 204],
        take: (element) => {
          uri = element;
        },
        limitBytes: OBJECT_LIMIT,
        elementLimitBytes: OBJECT_LIMIT,
        asked: 'list',
        ownIds: [requestId, cardId],
        signal,
      },
      route,
    );
    if (!answer.ok) return answer;
    const { status, shape, bad } = answer.value;
    if (status === 204) return ok({ status: 204 });
    if (shape !== 'value' || typeof uri !== 'string' || smartcardIdOf(uri) === null) {
      return bad("The answer to the binding is not a smartcard's URI");
    }
    return ok({ status: 201, smartcardUri: uri });
  }
}

const nothingToDrop = (): Promise<void> => Promise.resolve();
const requestIdOf = ({ requestId }: CmRequest): string => requestId;
const smartcardUuidOf = ({ smartcardId }: CmSmartcard): string => smartcardId;
