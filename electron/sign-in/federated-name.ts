import * as z from 'zod';

/** Claims that name a person, best first (WS-Federation, SAML 1.1 and 2.0 as AD FS sends them). */
const claims = [
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
];
const tokenSchema = z.object({
  upn: z.string().optional(),
  preferred_username: z.string().optional(),
  unique_name: z.string().optional(),
  sub: z.string().optional(),
});
const LONGEST_NAME = 300;

/**
 * Returns the name that a sign-in service gives, from the form that its page posts to the server: `wresult` of WS-Federation,
 * `id_token` of OpenID Connect. The server verifies the token; here the name only tells the journal who acts.
 * @param form the posted body, `application/x-www-form-urlencoded`
 * @returns null if it has no name
 */
export function federatedName(form: string): string | null {
  const fields = new URLSearchParams(form);
  const name = nameInSaml(fields.get('wresult') ?? '') ?? nameInJwt(fields.get('id_token') ?? '');
  return name === null || name === '' || name.length > LONGEST_NAME ? null : name;
}

function nameInSaml(xml: string): string | null {
  for (const claim of claims) {
    const [namespace, name] = [claim.slice(0, claim.lastIndexOf('/')), claim.slice(claim.lastIndexOf('/') + 1)];
    // SAML 2.0 names an attribute by the full claim, SAML 1.1 by its last part and a namespace.
    for (const [, attributes = '', content = ''] of xml.matchAll(/<(?:\w+:)?Attribute\s([^>]*)>([^]*?)<\/(?:\w+:)?Attribute>/g)) {
      const isIt =
        attributes.includes(`Name="${claim}"`) || (attributes.includes(`AttributeName="${name}"`) && attributes.includes(namespace));
      const value = /<(?:\w+:)?AttributeValue[^>]*>([^<]*)</.exec(content)?.[1];
      if (isIt && value !== undefined) return unescaped(value).trim();
    }
  }
  const subject = /<(?:\w+:)?NameI(?:D|dentifier)\b[^>]*>([^<]*)</.exec(xml)?.[1];
  return subject === undefined ? null : unescaped(subject).trim();
}

/** Returns the name in a JSON Web Token's payload (RFC 7519 §3). */
function nameInJwt(token: string): string | null {
  const [, payload] = token.split('.');
  if (payload === undefined) return null;
  try {
    return nameInClaims(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch {
    // An unreadable token gives no name.
    return null;
  }
}

/** Returns the name in an ID token's claims, as AD FS and others write them; null if none. */
export function nameInClaims(claims: unknown): string | null {
  const { upn, preferred_username: preferred, unique_name: unique, sub } = tokenSchema.safeParse(claims).data ?? {};
  return upn ?? preferred ?? unique ?? sub ?? null;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Decodes the five predefined XML entities (XML 1.0 §4.6). */
function unescaped(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => entities[name] ?? whole);
}
