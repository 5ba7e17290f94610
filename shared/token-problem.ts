import * as z from 'zod';

/**
 * Why nobody was signed in by a token, or why one could not be renewed. `detail` never holds a token, a code or a name.
 * - `unreachable`: the sign-in service did not answer in time, or could not be connected to.
 * - `answered-wrongly`: it answered, but not as OAuth 2.0 and OpenID Connect say: a fault, a page, or no JSON.
 * - `denied`: it refused, in its own words: the person did not sign in, or a refresh token no longer counts.
 * - `not-genuine`: the answer is not to what was asked: issuer, state, nonce, audience, signature, time or person differ.
 * - `not-taken`: the CM service does not accept the token.
 */
export const tokenProblemSchema = z.strictObject({
  code: z.enum(['unreachable', 'answered-wrongly', 'denied', 'not-genuine', 'not-taken']),
  detail: z.string().max(500),
});
export type TokenProblem = z.infer<typeof tokenProblemSchema>;
