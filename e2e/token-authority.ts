import { createHash, generateKeyPairSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { startGatedFront, type Gate } from './gated-front.js';

/** Accounts the sign-in service knows; all have the same password. */
export const [noor, bram] = ['noor@desk.example', 'bram@desk.example'] as const;
export const password = 'not-a-secret';

/** How the station is registered. */
export const registered = {
  clientId: '5d0d2d0e-52b8-4a47-9b6d-6d4f5e0c7a11',
  redirectUri: 'https://localhost/card-desk',
  resource: 'https://cm.example.org/certificatemanagement',
  scope: 'openid',
} as const;

type Claims = Readonly<Record<string, string | number>>;

/** Ways in which a sign-in service may misbehave; each changes its answers. */
export interface Tampering {
  readonly metadata?: (metadata: Readonly<Record<string, unknown>>) => object;
  readonly idToken?: (claims: Claims) => Claims;
  readonly accessToken?: (claims: Claims) => Claims;
  /** Changes the address that the page redirects back to. */
  readonly answer?: (address: URL) => URL;
  /** Signs ID tokens with an unpublished key. */
  readonly foreignKey?: boolean;
  /** Answers calls for tokens itself; may leave them unanswered. */
  readonly token?: (response: ServerResponse) => void;
}

/** A substitute for AD FS, by its documentation of authorization code, PKCE and refresh tokens, over HTTPS. */
export interface TokenAuthority {
  readonly issuer: string;
  readonly origin: string;
  /** Lifetime of access tokens, s. */
  lasts: number;
  tampering: Tampering;
  readonly counts: { codes: number; renewals: number };
  /** Invalidates every issued access token. */
  endAccess(): void;
  /** Invalidates every issued refresh token. */
  revoke(): void;
  /** Lets calls with a valid token for the CM service pass; `names` lists who made them. */
  readonly gate: Gate;
  /** Account of each call that passed. */
  readonly names: string[];
  /** Returns the redirect address of a sign-in at a page, without a browser. */
  signInAt(page: string, account?: string): string;
  close(): Promise<void>;
}

const queryFields = { client_id: z.literal(registered.clientId), redirect_uri: z.literal(registered.redirectUri) };
const askedSchema = z.object({
  ...queryFields,
  response_type: z.literal('code'),
  scope: z.string().regex(/\bopenid\b/),
  resource: z.string(),
  state: z.string().min(8),
  nonce: z.string().min(8),
  code_challenge: z.string().length(43),
  code_challenge_method: z.literal('S256'),
});
const redeemedSchema = z.discriminatedUnion('grant_type', [
  z.object({ ...queryFields, grant_type: z.literal('authorization_code'), code: z.string(), code_verifier: z.string() }),
  z.object({ client_id: queryFields.client_id, grant_type: z.literal('refresh_token'), refresh_token: z.string(), resource: z.string() }),
]);
const accessSchema = z.object({ aud: z.string(), exp: z.number(), upn: z.string(), jti: z.string() });

export async function startTokenAuthority(tls: { readonly cert: string; readonly key: string }): Promise<TokenAuthority> {
  const [own, foreign] = [newKeys(), newKeys()];
  const codes = new Map<string, { readonly asked: z.infer<typeof askedSchema>; readonly account: string }>();
  const refreshTokens = new Map<string, string>();
  const access = new Set<string>();

  const signIn = (asked: URLSearchParams, account: string): string => {
    const code = randomBytes(24).toString('base64url');
    const fields = askedSchema.parse(Object.fromEntries(asked));
    codes.set(code, { asked: fields, account });
    const answer = new URL(`${registered.redirectUri}?${new URLSearchParams({ code, state: fields.state }).toString()}`);
    return (authority.tampering.answer?.(answer) ?? answer).href;
  };

  const tokens = (account: string, resource: string, nonce: string | null, refreshToken: string | null): object => {
    const { tampering, lasts, issuer, origin } = authority;
    const now = Math.floor(Date.now() / 1_000);
    const who = { sub: createHash('sha256').update(account).digest('base64'), upn: account, iat: now, exp: now + lasts };
    const jti = randomBytes(12).toString('base64url');
    const claims: Claims = { iss: issuer, aud: registered.clientId, ...who, exp: now + 3_600, ...(nonce === null ? {} : { nonce }) };
    const granted: Claims = { iss: `${origin.replace('https', 'http')}/adfs/services/trust`, aud: resource, jti, ...who };
    access.add(jti);
    return {
      access_token: jwt(tampering.accessToken?.(granted) ?? granted, own.privateKey),
      token_type: 'bearer',
      expires_in: lasts,
      id_token: jwt(tampering.idToken?.(claims) ?? claims, (tampering.foreignKey === true ? foreign : own).privateKey),
      ...(refreshToken === null ? {} : { refresh_token: refreshToken, refresh_token_expires_in: 28_800 }),
    };
  };

  /** Returns what the token endpoint answers; null: it refuses. */
  const redeem = (form: string): object | null => {
    const fields = redeemedSchema.safeParse(Object.fromEntries(new URLSearchParams(form))).data;
    if (fields?.grant_type === 'authorization_code') {
      const found = codes.get(fields.code);
      codes.delete(fields.code);
      const challenge = createHash('sha256').update(fields.code_verifier).digest('base64url');
      if (found === undefined || challenge !== found.asked.code_challenge) return null;
      authority.counts.codes += 1;
      const refreshToken = randomBytes(48).toString('base64url');
      refreshTokens.set(refreshToken, found.account);
      return tokens(found.account, found.asked.resource, found.asked.nonce, refreshToken);
    }
    const account = fields === undefined ? undefined : refreshTokens.get(fields.refresh_token);
    if (fields === undefined || account === undefined) return null;
    authority.counts.renewals += 1;
    // Without a registered device AD FS issues no further refresh token; the first one stays valid.
    return tokens(account, fields.resource, null, null);
  };

  const pages: Gate = (request, response, body) => {
    const { tampering, issuer, origin } = authority;
    const url = new URL(request.url ?? '/', origin);
    const json = (status: number, content: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' });
      response.end(JSON.stringify(content));
    };
    if (url.pathname === '/adfs/.well-known/openid-configuration') {
      const metadata = {
        issuer,
        authorization_endpoint: `${issuer}/oauth2/authorize/`,
        token_endpoint: `${issuer}/oauth2/token/`,
        jwks_uri: `${issuer}/discovery/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
      };
      json(200, tampering.metadata?.(metadata) ?? metadata);
    } else if (url.pathname === '/adfs/discovery/keys') {
      json(200, { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] });
    } else if (url.pathname === '/adfs/oauth2/authorize/') {
      const fields = new URLSearchParams(body);
      const account = fields.get('account') ?? '';
      if ((account === noor || account === bram) && fields.get('password') === password) {
        response.writeHead(302, { Location: signIn(url.searchParams, account) });
        response.end();
      } else {
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        response.end(`<!DOCTYPE html><html lang="en"><title>Sign in</title><form method="post"><input name="account" aria-label="Account">
<input name="password" type="password" aria-label="Password"><button>Sign in</button></form>`);
      }
    } else if (url.pathname === '/adfs/oauth2/token/' && tampering.token !== undefined) {
      tampering.token(response);
    } else if (url.pathname === '/adfs/oauth2/token/') {
      const given = redeem(body);
      json(given === null ? 400 : 200, given ?? { error: 'invalid_grant', error_description: 'MSIS9615: The token or code has ended.' });
    } else {
      json(404, {});
    }
    return false;
  };
  const front = await startGatedFront(null, tls, pages);

  const authority: TokenAuthority = {
    origin: front.origin,
    issuer: `${front.origin}/adfs`,
    lasts: 3_600,
    tampering: {},
    counts: { codes: 0, renewals: 0 },
    endAccess: () => {
      access.clear();
    },
    revoke: () => {
      refreshTokens.clear();
    },
    names: [],
    gate: (request, response) => {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
      const claims = token === undefined ? undefined : accessSchema.safeParse(claimsOf(token, own.publicKey)).data;
      const counts = claims?.aud === registered.resource && access.has(claims.jti) && claims.exp > Date.now() / 1_000;
      if (claims !== undefined && counts) {
        authority.names.push(claims.upn);
        return true;
      }
      response.writeHead(401, { 'WWW-Authenticate': token === undefined ? 'Bearer' : 'Bearer error="invalid_token"' });
      response.end();
      return false;
    },
    signInAt: (page, account = noor) => signIn(new URL(page).searchParams, account),
    close: () => front.close(),
  };
  return authority;
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** Makes a signed JSON Web Token (RFC 7519, RS256). */
function jwt(claims: Claims, key: KeyObject): string {
  const text = [{ typ: 'JWT', alg: 'RS256', kid: 'own' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** Returns a token's claims if its signature is valid; otherwise undefined. */
function claimsOf(token: string, key: KeyObject): unknown {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}
