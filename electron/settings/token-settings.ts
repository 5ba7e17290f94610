import * as z from 'zod';
import { httpsAddressSchema } from './setting-values.js';
import { mustBe } from './settings-formats.js';

/** Sign-in by a token of the organization's sign-in service (OAuth 2.0 authorization code with PKCE, OpenID Connect). */
export const tokenSchema = z.strictObject({
  authority: httpsAddressSchema.describe(
    'Address of the sign-in service that issues the token, exactly as its metadata names the issuer. For AD FS: https://HOST/adfs.',
  ),
  clientId: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[!-~]+$/, mustBe('identifier'))
    .describe('Client ID of the station at the sign-in service, registered as a native (public) client.'),
  redirectUri: httpsAddressSchema
    .default('https://localhost/card-desk')
    .describe('Redirect address registered for the client. The station never opens it.'),
  resource: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[!-~]+$/, mustBe('identifier'))
    .describe('Identifier of the CM service at the sign-in service: the audience of the token.'),
  scope: z
    .string()
    .max(300)
    .regex(/^(?:\S+ )*openid(?: \S+)*$/, mustBe('scope'))
    .default('openid')
    .describe('Scopes to request, separated by single spaces. Must include openid.'),
});
