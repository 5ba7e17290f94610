import type { Log } from '../core/log.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { fetchOver, guardedSession } from '../cm/cm-network.js';
import type { Settings } from '../settings/settings.js';
import { createAuthority, type Authority } from '../sign-in/authority.js';
import { Bearer } from '../sign-in/bearer.js';

/** Session for requests to the sign-in service only. */
const AUTHORITY_PARTITION = 'sign-in-service';

/** Sign-in by token: the client of the sign-in service, and the bearer that presents the token to the CM service. */
export interface TokenSignIn {
  readonly issuer: string;
  readonly authority: Authority;
  readonly bearer: Bearer;
}

/** Returns the sign-in by token in the settings; null if there is none. */
export function liveToken(
  { url, signIn: { token } }: NonNullable<Settings['server']>,
  { watch, log }: { readonly watch: CertificateWatch; readonly log: Log },
): TokenSignIn | null {
  if (token === undefined) return null;
  const now = (): number => Date.now();
  const authority = createAuthority(token, { fetch: fetchOver(guardedSession(AUTHORITY_PARTITION, watch), watch), now });
  const bearer = new Bearer({
    origin: new URL(url).origin,
    renew: authority.renew,
    now,
    onRenewalFailed: ({ code, detail }) => {
      log.warn('the token could not be renewed', { code, detail });
    },
  });
  return { issuer: token.authority, authority, bearer };
}
