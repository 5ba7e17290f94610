import * as z from 'zod';

/**
 * Why a sign-in with a token, or renewing one, failed. `detail` never holds a token, a code or a name.
 * - `unreachable`: the sign-in service did not answer in time, or could not be connected to.
 * - `answered-wrongly`: its answer violates OAuth 2.0 or OpenID Connect: an error, a page, or no JSON.
 * - `denied`: it refused: the person did not sign in, or the refresh token is no longer valid.
 * - `not-genuine`: the answer does not match the request: issuer, state, nonce, audience, signature, time or person differ.
 * - `not-taken`: the CM service does not accept the token.
 */
export const tokenProblemSchema = z.strictObject({
  code: z.enum(['unreachable', 'answered-wrongly', 'denied', 'not-genuine', 'not-taken']),
  detail: z.string().max(500),
});
export type TokenProblem = z.infer<typeof tokenProblemSchema>;
