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
 * Longest answers that are read, in bytes. The API has no paging, so its lists come whole: 100,000 requests are
 * 76 MiB, and more where their security descriptors are long. They are read element by element, so the limit is no
 * measure of memory.
 */
const LIST_LIMIT = 512 * 1024 * 1024;
const OBJECT_LIMIT = 1024 * 1024;

export interface CmClientDeps {
  /** The server's address, e.g. `https://cm.example`. */
  readonly base: string;
  /** Path of the CM application below it; IIS does not mind its case. */
  readonly prefix?: string;
  readonly fetch: Fetch;
  /**
   * The ways bindings are sent, each for one at a time; as many bindings are under way at once as there are ways.
   * Left out, they go like everything else, which is right for Node's fetch only.
   */
  readonly bindingRoutes?: readonly BindingRoute[];
  readonly connectLimitMs?: number;
  readonly answerLimitMs?: number;
  /**
   * Tells whether the server takes a connection; see `tcp-probe.ts`. Without it a server that does not is noticed
   * by fetch's own limit or, at the latest, when the answer's limit is over.
   */
  readonly canConnect?: ExchangeOptions['canConnect'];
  readonly onServerClock?: ExchangeOptions['onServerClock'];
}

/**
 * A way to the server for bindings alone. Chromium sends a call again by itself, a POST too, when the connection it
 * went out on had served before and ends without an answer (`HttpNetworkTransaction::ShouldResendRequest`): a
 * binding that took effect would be sent twice. Over a fresh connection it is sent once.
 */
export interface BindingRoute {
  /** Fetch over connections nothing else uses, e.g. of an Electron session of its own. */
  readonly fetch: Fetch;
  /** Ends those connections, so that the next call has to make a new one; called when none is in use. */
  readonly dropConnections: () => Promise<void>;
}

/** A list with the elements that could be read, and where the others are. */
export interface CmRequestList {
  readonly requests: readonly CmRequest[];
  readonly rejected: Rejected;
}

/** The smartcard the server knows for a card id, with the others it keeps of the same id: a card gets a new one each time it is assigned. */
export type FoundSmartcard = CmSmartcard & { readonly others?: readonly CmSmartcard[] };

export interface BindCall {
  readonly requestId: string;
  /** The card id's text, as the server is to know it. */
  readonly cardId: string;
  readonly atr: string;
}
/** 201 names the smartcard, 204 does not. Both mean that the server accepted. */
export type BindAnswer = { readonly status: 201; readonly smartcardUri: string } | { readonly status: 204 };

/**
 * The client of the CM REST API (Microsoft Identity Manager Certificate Management, API v1.0). Every method makes
 * one HTTP call, never repeats it, and answers a value or a typed error; none throws.
 */
export interface CmClient {
  /** Requests in a status (get request page). Elements that cannot be read, or come twice, are in `rejected`. */
  listRequests(status: RequestStatus, signal?: AbortSignal): Promise<Result<CmRequestList, CmError>>;
  /** The same call for a list that may hold all there ever was: each request is given to `each` as it is read, and none is kept. */
  readRequests(status: RequestStatus, each: (request: CmRequest) => void, signal?: AbortSignal): Promise<Result<Rejected, CmError>>;
  /** One request (get request page). */
  getRequest(requestId: string, signal?: AbortSignal): Promise<Result<CmRequest, CmError>>;
  /** One smartcard (get smart card profiles page). */
  getSmartcard(smartcardId: string, signal?: AbortSignal): Promise<Result<CmSmartcard, CmError>>;
  /**
   * The smartcard the server knows for a card id; null when it knows none. Where it knows several, the one that is
   * assigned to somebody comes first.
   */
  findSmartcardByCardId(cardId: string, signal?: AbortSignal): Promise<Result<FoundSmartcard | null, CmError>>;
  /** Profile templates the signed-in user may see (get profile templates page). */
  listProfileTemplates(signal?: AbortSignal): Promise<Result<readonly CmProfileTemplate[], CmError>>;
  /**
   * Has the server abandon a request (cancel, abandon, complete request page), over a way of the bindings, when one is free. The value is
   * the status number that the server gives it then; null where it accepted without a word (204).
   */
  abandonRequest(requestId: string, signal?: AbortSignal): Promise<Result<{ readonly status: number | null }, CmError>>;
  /** Binds a card to a request (assign smart card to request page), when one of the ways for bindings is free. */
  bind(call: BindCall, signal?: AbortSignal): Promise<Result<BindAnswer, CmError>>;
}

/** Makes a client of one server. */
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
      // An unreadable one may be the one that says whose the card is.
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
      // Only names come from here: a template that cannot be read is shown by its id.
      return answer.ok ? ok(list.values()) : answer;
    },

    bind(call, signal) {
      return routes.use((route) => bindNow(call, signal, route));
    },

    abandonRequest(requestId, signal) {
      return routes.use((route) => abandonNow(requestId, signal, route));
    },
  };

  /** Makes a call that changes something over a connection of its own. */
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
