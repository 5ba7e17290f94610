import * as z from 'zod';
import { httpsAddressSchema } from './setting-values.js';
import { mustBe } from './settings-formats.js';

/** Sign-in by a token of the organisation's sign-in service (OAuth 2.0 authorization code with PKCE, OpenID Connect). */
export const tokenSchema = z.strictObject({
  authority: httpsAddressSchema.describe(
    'Address of the sign-in service that issues the token, as its own metadata names it: https://HOST/adfs for AD FS.',
  ),
  clientId: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[!-~]+$/, mustBe('identifier'))
    .describe('Client id under which the station is registered there, as a native (public) client.'),
  redirectUri: httpsAddressSchema
    .default('https://localhost/card-desk')
    .describe('Redirect address that is registered for the client. Nothing is ever fetched from it.'),
  resource: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[!-~]+$/, mustBe('identifier'))
    .describe('Identifier of the CM service at the sign-in service: whom the token is for.'),
  scope: z
    .string()
    .max(300)
    .regex(/^(?:\S+ )*openid(?: \S+)*$/, mustBe('scope'))
    .default('openid')
    .describe('Scopes that are asked for, with a space in between; openid is one of them.'),
});
