import type { TokenProblem } from '../../shared/token-problem.js';

/** The sign-in service could not be called, or its answer was not accepted; thrown through openid-client. */
export class AuthorityCallFailed extends Error {
  override readonly name = 'AuthorityCallFailed';
  readonly problem: TokenProblem;

  constructor(problem: TokenProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** openid-client codes for an answer that does not match the request or fails verification. */
const NOT_GENUINE = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);
/** The service refused, by RFC 6749 (§4.1.2.1, §5.2). */
const DENIED = new Set(['OAUTH_RESPONSE_BODY_ERROR', 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', 'OAUTH_WWW_AUTHENTICATE_CHALLENGE']);
const TOO_LATE = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT']);
const MOST_CAUSES = 5;

/** Returns what an openid-client error means, without quoted answers, which may hold tokens and names. */
export function tokenProblemOf(thrown: unknown): TokenProblem {
  const errors = chainOf(thrown);
  const failed = errors.find((error) => error instanceof AuthorityCallFailed);
  if (failed !== undefined) return failed.problem;
  const code = errors.map((error) => textOf(error, 'code')).find((found) => found?.startsWith('OAUTH_') === true) ?? '';
  const about = errors.flatMap((error) => ['message', 'claim', 'attribute', 'error', 'error_description'].map((key) => textOf(error, key)));
  const status = errors.map((error) => (error instanceof Response ? `status ${String(error.status)}` : undefined));
  const said = [...about, ...status].filter((text) => text !== undefined && text !== '');
  return { code: meaningOf(code), detail: withoutTokens([...new Set(said)].join(': ')) };
}

function meaningOf(code: string): TokenProblem['code'] {
  if (NOT_GENUINE.has(code)) return 'not-genuine';
  if (DENIED.has(code)) return 'denied';
  return TOO_LATE.has(code) ? 'unreachable' : 'answered-wrongly';
}

/** Returns an error and its causes, outermost first. */
function chainOf(thrown: unknown): readonly object[] {
  const chain: object[] = [];
  for (let next = thrown; typeof next === 'object' && next !== null && chain.length < MOST_CAUSES; next = Reflect.get(next, 'cause')) {
    chain.push(next);
  }
  return chain;
}

function textOf(error: object | undefined, key: string): string | undefined {
  const value: unknown = error === undefined ? undefined : Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}

/** Removes text as long as a code or a token, which must not be shown. */
function withoutTokens(text: string): string {
  return text.replaceAll(/[\w.~+/=-]{40,}/g, '…').slice(0, 500);
}
