import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { fail, ok, type Result } from '../../shared/result.js';
import type { TokenProblem } from '../../shared/token-problem.js';
import type { Fetch } from '../cm/exchange.js';
import { AUTHORITY_LIMIT_MS, authorityFetch } from './authority-fetch.js';
import { nameInClaims } from './federated-name.js';
import { tokenProblemOf } from './token-problem.js';
import { installWebCrypto } from './web-crypto.js';

/** The station's registration at the sign-in service; `server.signIn.token` in the settings. */
export interface TokenRegistration {
  /** The issuer as named in its metadata: `https://HOST/adfs`. */
  readonly authority: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The audience of the access token: the CM service's identifier. */
  readonly resource: string;
  /** Space-separated scopes, including `openid`. */
  readonly scope: string;
}

/** Result of a sign-in. Kept in memory only; never logged or sent to the page. */
export interface Grant {
  readonly accessToken: string;
  /** When it expires by this computer's clock, ms since 1970; null: the service did not say. */
  readonly endsAt: number | null;
  readonly refreshToken: string | null;
  /** The service's identifier of the person (`sub`). */
  readonly subject: string;
  /** The person's name; null: the service gave none. */
  readonly name: string | null;
}

/** A sign-in in progress: the page to show, and the handling of its answer. */
export interface BegunSignIn {
  readonly page: string;
  /** Whether an address is the registered redirect address, with the answer in its query. */
  readonly isAnswer: (url: string) => boolean;
  /** Redeems the code in the answer, once. Never throws. */
  readonly redeem: (answer: string) => Promise<Result<Grant, TokenProblem>>;
}

/** The sign-in service for a public client (RFC 8252): authorization code with PKCE, then refresh tokens. */
export interface Authority {
  /** Reads the metadata and starts a sign-in with a new verifier, state and nonce. Never throws. */
  readonly begin: () => Promise<Result<BegunSignIn, TokenProblem>>;
  /** Exchanges the refresh token for a new grant of the same person. Never throws. */
  readonly renew: (grant: Grant) => Promise<Result<Grant, TokenProblem>>;
}

/** Clocks in a domain differ by at most five minutes, which Kerberos needs too (RFC 4120 §1.6), s. */
const CLOCK_TOLERANCE_S = 300;
const LONGEST_NAME = 300;

type Answered = TokenEndpointResponse & TokenEndpointResponseHelpers;

export interface AuthorityDeps {
  readonly fetch: Fetch;
  /** This computer's clock, ms since 1970. */
  readonly now: () => number;
  /** Time limit for one complete answer of the service, ms. */
  readonly limitMs?: number;
}

export function createAuthority(registration: TokenRegistration, { fetch, now, limitMs = AUTHORITY_LIMIT_MS }: AuthorityDeps): Authority {
  const { authority, clientId, redirectUri, resource, scope } = registration;
  const overNetwork = authorityFetch(fetch, { authority, limitMs });
  let configured: Configuration | null = null;

  /** Loaded on demand: no other way to sign in needs it. */
  const library = async (): Promise<typeof import('openid-client')> => {
    installWebCrypto();
    return import('openid-client');
  };
  const discover = async (): Promise<Configuration> => {
    const { clockTolerance, customFetch, discovery, enableNonRepudiationChecks, None } = await library();
    configured = await discovery(new URL(authority), clientId, { [clockTolerance]: CLOCK_TOLERANCE_S }, None(), {
      [customFetch]: overNetwork,
      timeout: limitMs / 1_000,
      // The ID token's name goes into the journal, so its signature is checked despite TLS.
      execute: [enableNonRepudiationChecks],
    });
    return configured;
  };
  const granted = (answered: Answered, before: Grant | null): Result<Grant, TokenProblem> => {
    const claims = answered.claims();
    const subject = claims?.sub ?? before?.subject;
    // A renewed token of another person must be refused (OpenID Connect Core §12.2).
    if (subject === undefined || (before !== null && subject !== before.subject)) {
      return fail({ code: 'not-genuine', detail: 'The token belongs to a different person from the one who signed in' });
    }
    const name = (claims === undefined ? before?.name : nameInClaims(claims)) ?? null;
    const { expires_in: lasts } = answered;
    return ok({
      accessToken: answered.access_token,
      endsAt: lasts === undefined ? null : now() + lasts * 1_000,
      // AD FS issues no new refresh token while the first one is valid.
      refreshToken: answered.refresh_token ?? before?.refreshToken ?? null,
      subject,
      name: name === null || name.length > LONGEST_NAME ? null : name,
    });
  };

  return {
    begin: async () => {
      try {
        const { authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, ...made } = await library();
        const configuration = await discover();
        const pkceCodeVerifier = made.randomPKCECodeVerifier();
        const [expectedState, expectedNonce] = [made.randomState(), made.randomNonce()];
        const page = buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          response_mode: 'query',
          scope,
          resource,
          code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
          code_challenge_method: 'S256',
          state: expectedState,
          nonce: expectedNonce,
        });
        return ok({
          page: page.href,
          isAnswer: (url) => url === redirectUri || url.startsWith(`${redirectUri}?`),
          redeem: async (answer) => {
            try {
              const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
              return granted(await authorizationCodeGrant(configuration, new URL(answer), checks), null);
            } catch (error) {
              return fail(tokenProblemOf(error));
            }
          },
        });
      } catch (error) {
        return fail(tokenProblemOf(error));
      }
    },

    renew: async (grant) => {
      if (grant.refreshToken === null) return fail({ code: 'denied', detail: 'The sign-in service returned no refresh token' });
      try {
        const { refreshTokenGrant } = await library();
        // Without the resource, the new token would be for AD FS itself.
        const parameters = { resource, scope };
        return granted(await refreshTokenGrant(configured ?? (await discover()), grant.refreshToken, parameters), grant);
      } catch (error) {
        return fail(tokenProblemOf(error));
      }
    },
  };
}
