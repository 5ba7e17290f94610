import type { BrowserWindow, Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import type { Authority, Grant } from './authority.js';
import { signOutOf } from './network.js';
import { openPageWindow } from './page-window.js';
import type { WindowOutcome } from './sign-in.js';
import { originsOf } from './sign-in-window.js';

export interface TokenWindowOptions {
  readonly parent: BrowserWindow | null;
  readonly authority: Authority;
  /** Address of the sign-in service; its pages and the hosts' may be shown. */
  readonly issuer: string;
  /** Further hosts of sign-in pages, with a port unless 443. */
  readonly hosts: readonly string[];
  readonly watch: CertificateWatch;
  /** A session used by nothing else, and the server's answer over it without (null) or with a token. */
  readonly proof: Session;
  readonly ask: (token: string | null) => Promise<Result<unknown, CmError>>;
}

/** How a sign-in by token ended: as for any window, or with the grant. */
export type TokenOutcome =
  Exclude<WindowOutcome, { readonly outcome: 'signed-in' }> | { readonly outcome: 'granted'; readonly grant: Grant };

/**
 * Lets a person sign in at the sign-in service's page and redeems the returned code. The token counts once the server, which
 * refuses calls without one, has accepted it. Until then the station does not change.
 * The page opens in a window of the station rather than in the system's browser (which RFC 8252 §8.12 prefers): a locked desk
 * has no browser, and without leftover cookies signing out is complete.
 */
export async function signInByToken(options: TokenWindowOptions): Promise<TokenOutcome> {
  const { parent, authority, issuer, hosts, watch, proof, ask } = options;
  await signOutOf(proof);
  const unasked = await ask(null);
  if (unasked.ok) return { outcome: 'not-asked' };
  if (unasked.error.code !== 'not-signed-in') return { outcome: 'failed', error: unasked.error };
  const begun = await authority.begin();
  if (!begun.ok) return { outcome: 'refused', problem: begun.error };
  const { page: url, isAnswer, redeem } = begun.value;

  let take: (answer: string) => void = () => undefined;
  const answered = new Promise<string>((resolve) => {
    take = resolve;
  });
  const page = openPageWindow({
    parent,
    url,
    origins: new Set([new URL(issuer).origin, ...originsOf(hosts)]),
    isAnswer,
    watch,
    onRequest: (request) => {
      if (request.resourceType === 'mainFrame' && isAnswer(request.url)) take(request.url);
    },
    onPage: () => undefined,
  });
  const ended = await Promise.race([answered, page.ended]);
  page.close();
  await page.forget();
  if (typeof ended !== 'string') return ended;

  const redeemed = await redeem(ended);
  if (!redeemed.ok) return { outcome: 'refused', problem: redeemed.error };
  const proven = await ask(redeemed.value.accessToken);
  await signOutOf(proof);
  if (proven.ok) return { outcome: 'granted', grant: redeemed.value };
  return proven.error.code === 'not-signed-in'
    ? { outcome: 'refused', problem: { code: 'not-taken', detail: proven.error.message.slice(0, 500) } }
    : { outcome: 'failed', error: proven.error };
}
